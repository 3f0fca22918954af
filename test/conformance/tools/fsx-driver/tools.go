//go:build tools

// Package tools names the driver that the conformance suite builds; its Kubernetes libraries are of another version than the control plane's.
package tools

import _ "sigs.k8s.io/aws-fsx-csi-driver/cmd"
