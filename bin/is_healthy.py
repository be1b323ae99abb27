"""Exit with 0 when the process on this port of this machine answers: is_healthy.py PORT."""

import http.client
import os
import sys

if __name__ == "__main__":
    connection = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=4)
    # The platform answers to its own names only.
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip()
    connection.request("GET", "/healthz", headers={"Host": host})
    sys.exit(connection.getresponse().status != http.HTTPStatus.OK)
