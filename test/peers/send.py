"""Sends one message with Python's smtplib: send.py HOST PORT FROM TO FILE [--user U --password P] [--utf8]."""

import argparse
import smtplib
import ssl
import sys

parser = argparse.ArgumentParser()
parser.add_argument("host")
parser.add_argument("port", type=int)
parser.add_argument("sender")
parser.add_argument("recipients")
parser.add_argument("file")
parser.add_argument("--user")
parser.add_argument("--password")
parser.add_argument("--utf8", action="store_true")
parser.add_argument("--tls", action="store_true")
arguments = parser.parse_args()

with open(arguments.file, "rb") as source:
    content = source.read()
options = ["SMTPUTF8"] if arguments.utf8 else []
if any(byte > 127 for byte in content):
    options.append("BODY=8BITMIME")

with smtplib.SMTP(arguments.host, arguments.port, timeout=60) as client:
    client.ehlo("client.example")
    if arguments.user or arguments.tls:
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        client.starttls(context=context)
        client.ehlo("client.example")
    if arguments.user:
        client.login(arguments.user, arguments.password)
    try:
        refused = client.sendmail(arguments.sender, arguments.recipients.split(","), content, options)
    except smtplib.SMTPResponseException as refusal:
        print(refusal.smtp_code, refusal.smtp_error.decode(), file=sys.stderr)
        sys.exit(1)
    except smtplib.SMTPRecipientsRefused as refusal:
        print(refusal.recipients, file=sys.stderr)
        sys.exit(1)
    for address, (code, text) in refused.items():
        print(address, code, text.decode(), file=sys.stderr)
    sys.exit(1 if refused else 0)
