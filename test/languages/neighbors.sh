# What the package and the app depend on, for .ci/languages and .ci/release-rehearsal, which run in the root of the repository, $root. Where a registry lacks one
# of them, pacmak creates it from the npm package: the same assembly, the same bindings.
NEIGHBORS=(
  # npm                              Maven                                               Go
  'constructs                         software.constructs:constructs                      github.com/aws/constructs-go/constructs/v10'
  'cdk8s                              org.cdk8s:cdk8s                                     github.com/cdk8s-team/cdk8s-core-go/cdk8s/v2'
  'cdk8s-plus-28                      org.cdk8s:cdk8s-plus-28                             github.com/cdk8s-team/cdk8s-plus-go/cdk8splus28/v2'
  '@aws-cdk/lambda-layer-kubectl-v34  software.amazon.awscdk:cdk-lambda-layer-kubectl-v34 github.com/cdklabs/awscdk-kubectl-go/kubectlv34/v2'
  '@aws-cdk/asset-node-proxy-agent-v6 software.amazon.awscdk:cdk-asset-node-proxy-agent-v6 github.com/cdklabs/awscdk-asset-node-proxy-agent-go/nodeproxyagentv6/v2'
)

version_of() { node -p "require('$root/node_modules/$1/package.json').version"; }

# Installs what Maven lacks in the local repository of MAVEN_OPTS, and records it: neighbors_java cache folder
neighbors_java() {
  local missing=() npm maven folder
  while read -r npm maven _; do
    grep -qsx "$npm@$(version_of "$npm")" "$1/made/java" || mvn -q -B dependency:get -Dtransitive=false -Dartifact="$maven:$(version_of "$npm")" > /dev/null 2>&1 || missing+=("$npm")
  done < <(printf '%s\n' "${NEIGHBORS[@]}")
  for npm in "${missing[@]}"; do
    folder=$2/$npm
    npx jsii-pacmak --target java --code-only --no-npmignore --outdir "$folder" "node_modules/$npm"
    node test/languages/without-ranges.js "$folder/java/pom.xml"
    mvn -q -B -f "$folder/java" install -Dmaven.javadoc.skip=true -Dmaven.source.skip=true
    echo "$npm@$(version_of "$npm")" >> "$1/made/java"
  done
}

# Creates the modules that the proxy lacks in folder/go, and prints their names: neighbors_go folder
neighbors_go() {
  local missing=() npm module
  while read -r npm _ module; do
    # The published Go module of cdk8s-plus-28 does not compile with the constructs that aws-cdk-lib 2.240 requires ("ambiguous selector With").
    [ "$npm" != cdk8s-plus-28 ] && (cd "${TMPDIR:-/tmp}" && go mod download "$module@v$(version_of "$npm")") > /dev/null 2>&1 || missing+=("$npm")
  done < <(printf '%s\n' "${NEIGHBORS[@]}")
  npx jsii-pacmak --target go --code-only --no-npmignore --outdir "$1" "${missing[@]/#/node_modules/}" >&2
  printf '%s\n' "${missing[@]}"
}
