"""Asked inside a container: does the site answer, and its database? The name is the first it is served under."""

import http.client
import os
import sys

connection = http.client.HTTPConnection("127.0.0.1", int(os.environ.get("QIAO_PORT", "8000")), timeout=4)
connection.request("GET", "/healthz", headers={"Host": os.environ["QIAO_HOSTS"].split(",")[0].strip()})
sys.exit(connection.getresponse().status != http.client.OK)
