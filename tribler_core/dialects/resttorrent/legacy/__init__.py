"""Engine.IO 3 and Socket.IO 1 and 2, which the library of today does not speak."""
