"""Installs the CRDs of workloads from the Go modules of their projects, and prints the folder that contains them.

Every module has a pinned version and hash, as in go.sum. CRDs of the same modules.txt are kept. Exit code 3: the machine
lacks something, which the last line names.
"""
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import zipfile

HERE = pathlib.Path(__file__).parent
MODULES = HERE / 'modules.txt'


def missing(what):
    print(f'missing: {what}', file=sys.stderr)
    sys.exit(3)


def install(folder):
    for line in MODULES.read_text().splitlines():
        if line.startswith('#'):
            continue
        module, version, pinned, *files = line.split()
        print(f'CRDs of {module} {version}: downloading', file=sys.stderr)
        # Outside a module. A module that needs a newer Go is downloaded too, with an error.
        download = subprocess.run(['go', 'mod', 'download', '-json', f'{module}@{version}'], cwd='/', capture_output=True, text=True)
        answer = json.loads(download.stdout or '{}')
        if answer.get('Sum') != pinned:
            sys.exit(f"{module} {version}: hash {answer.get('Sum')} instead of {pinned}: {answer.get('Error', download.stderr)}")
        with zipfile.ZipFile(answer['Zip']) as archive:
            for file in files:
                (folder / pathlib.Path(file).name).write_bytes(archive.read(f'{module}@{version}/{file}'))


def main():
    shutil.which('go') or missing('go is not installed')
    cache = pathlib.Path(os.environ.get('CDK_EKS_FSX_CACHE') or pathlib.Path.home() / '.cache' / 'cdk-eks-fsx')
    key = hashlib.sha256(MODULES.read_bytes() + pathlib.Path(__file__).read_bytes()).hexdigest()[:16]
    target = cache / f'crds-{key}'
    if not target.exists():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as work:
            folder = pathlib.Path(work) / 'crds'
            folder.mkdir()
            install(folder)
            folder.rename(target)
    print(target)


main()
