"""What the servers of each tier run at their first start. Put your own application in the place of `application`."""


def database(password: str, clients: str) -> str:
    """PostgreSQL with its data on the volume that is linked as /dev/sdb. `clients`: the range of addresses that may ask it."""
    return f"""\
#!/bin/sh
set -e
# The volume is linked once the server runs. What the system calls it depends on the image.
until disk=$(ls /dev/xvdb /dev/vdb /dev/sdb 2>/dev/null | head -n 1) && [ -n "$disk" ]; do sleep 2; done
# A server that takes the place of another finds the data of that one.
blkid "$disk" || mkfs.ext4 "$disk"
mkdir -p /var/lib/postgresql
echo "$disk /var/lib/postgresql ext4 defaults,nofail 0 2" >> /etc/fstab
mount /var/lib/postgresql
apt-get update && apt-get install --yes postgresql
echo "host app app {clients} scram-sha-256" >> "$(ls /etc/postgresql/*/main/pg_hba.conf)"
su postgres -c psql <<'SQL'
ALTER SYSTEM SET listen_addresses = '*';
CREATE ROLE app LOGIN PASSWORD '{password}';
CREATE DATABASE app OWNER app;
SQL
systemctl restart postgresql
"""


def application(password: str, database: str | None, port: int) -> str:
    """A page that says which server made it and what the time is in the database."""
    return f"""\
#!/bin/sh
set -e
apt-get update && apt-get install --yes postgresql-client
cat > /usr/local/bin/application <<'PYTHON'
import http.server, os, socket, subprocess

class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        text = "well"
        if self.path != "/health":
            asked = subprocess.run(["psql", "-At", "-c", "SELECT now()"], capture_output=True, text=True)
            text = f"{{socket.gethostname()}}: {{asked.stdout or asked.stderr}}"
        self.send_response(200)
        self.end_headers()
        self.wfile.write(text.encode())

http.server.ThreadingHTTPServer(("", {port}), Page).serve_forever()
PYTHON
cat > /etc/systemd/system/application.service <<'UNIT'
[Service]
Environment=PGHOST={database} PGDATABASE=app PGUSER=app PGPASSWORD={password}
ExecStart=/usr/bin/python3 /usr/local/bin/application
Restart=always
DynamicUser=yes
[Install]
WantedBy=multi-user.target
UNIT
systemctl enable --now application
"""


def web(application: str, port: int) -> str:
    """nginx, which passes on what it is asked to the application's load balancer."""
    return f"""\
#!/bin/sh
set -e
apt-get update && apt-get install --yes nginx
cat > /etc/nginx/sites-available/default <<'NGINX'
server {{
    listen 80 default_server;
    location = /health {{ return 200; }}
    location / {{
        proxy_pass http://{application}:{port};
        proxy_set_header Host $host;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    }}
}}
NGINX
systemctl restart nginx
"""
