"""The routes: REST below /v1/sessions, and Socket.IO."""
