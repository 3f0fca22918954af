"""Runs the code of the CDK's kubectl Lambda function itself.

argv: the folder of the function's code in aws-cdk-lib, how many times faster its clock runs; stdin: a JSON line for each event; stdout: a JSON line for each answer.
"""
import contextlib
import io
import json
import logging
import os
import shutil
import stat
import sys
import tempfile
import time

sys.path.insert(0, sys.argv[1])
folder = tempfile.mkdtemp()
os.environ["TEST_OUTDIR"] = folder
import get  # noqa: E402: what waits for an object
import index  # noqa: E402: reads TEST_OUTDIR, and puts folders of its own into PATH


class Clock:
    """The clock of whoever waits for an object: it asks every 10 seconds for up to an hour, all of them shorter here."""
    speed = float(sys.argv[2])

    @classmethod
    def time(cls):
        return time.time() * cls.speed

    @classmethod
    def sleep(cls, seconds):
        time.sleep(seconds / cls.speed)


get.time = Clock

# The function logs in with `aws eks update-kubeconfig --name NAME --kubeconfig FILE`: whichever cluster it asks for, it gets ours.
aws = os.path.join(folder, "aws")
with open(aws, "w") as file:
    file.write('#!/bin/sh\n[ "$1 $2 $5" = "eks update-kubeconfig --kubeconfig" ] && exec cp "$CONFORMANCE_KUBECONFIG" "$6"\n')
os.chmod(aws, stat.S_IRWXU)
os.environ["PATH"] = os.pathsep.join([folder, os.environ["CONFORMANCE_TOOLS"], os.environ["PATH"]])

log = io.StringIO()
logging.getLogger().addHandler(logging.StreamHandler(log))
for line in sys.stdin:
    log.seek(0)
    log.truncate(0)
    answer = {}
    try:
        with contextlib.redirect_stdout(sys.stderr):
            answer["result"] = index.handler(json.loads(line), None)
    except Exception as error:
        answer["error"] = str(error)
    print(json.dumps({**answer, "log": log.getvalue()}), flush=True)
shutil.rmtree(folder)
