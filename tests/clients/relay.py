"""A Socket.IO client of Python, driven by lines of JSON: what to say comes in, what was heard goes out.

python relay.py URL OPTIONS
"""

import base64
import json
import sys
import threading

import socketio

_lock = threading.Lock()


def out(on, **data):
    with _lock:
        sys.stdout.write(json.dumps({"on": on, **data}) + "\n")
        sys.stdout.flush()


def main():
    url, options = sys.argv[1], json.loads(sys.argv[2])
    client = socketio.Client(reconnection=False)
    client.on("connect", lambda: out("connect", transport=client.transport()))
    client.on("disconnect", lambda *_: out("disconnect", reason=""))
    client.on("v1", lambda message: out("v1", message=message))
    client.on("v1_event", lambda message: out("v1_event", message=message))
    try:
        client.connect(url, **options)
    except socketio.exceptions.ConnectionError as error:
        out("connect_error", message=str(error))
        return
    for line in sys.stdin:
        order = json.loads(line)
        say = order["say"]
        if "file_base64" in say:
            say["file"] = base64.b64decode(say.pop("file_base64"))
        client.emit("v1", say, callback=(lambda message: out("ack", message=message)) if order.get("ack") else None)
    client.disconnect()


main()
