"""What identifies something on AWS, wherever a file names it."""

import re

ACCOUNT = re.compile(r"\d{12}", re.ASCII)
REGION = re.compile(r"[a-z]{2,4}(-[a-z]+)+-\d", re.ASCII)
ROLE = re.compile(r"arn:[a-z-]+:iam::(\d{12}):role/[\w+=,.@/-]+", re.ASCII)
