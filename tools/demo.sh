#!/bin/sh
# A real `pulumi up` of examples/web-server, in a cloud that is one file: demo.sh FOLDER_OF_PULUMI
#
# All that it makes is in .demo (and beside the program the stack's settings, as always, and a link to the project's
# environment, where Pulumi.yaml finds the plugin). `.demo/env` is what a shell needs to go on by hand, and what this
# script itself uses.
set -eu
cd "$(dirname "$0")/.."

demo=$PWD/.demo
environment=$PWD/.venv
program=examples/web-server

mkdir -p "$demo/home" "$demo/state"
cat > "$demo/env" <<EOF
export PATH="$1:\$PATH"
export PULUMI_HOME="$demo/home"
export PULUMI_BACKEND_URL="file://$demo/state"
export PULUMI_CONFIG_PASSPHRASE="demo"
export PULUMI_PYTHON_CMD="$environment/bin/python"
export PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION="true"
export PULUMI_SKIP_UPDATE_CHECK="true"
unset PULUMI_STACK
EOF
. "$demo/env"

show() {
    printf '\n$ %s\n' "$*"
    "$@"
}

cd "$program"
# One that somebody has made there stays.
[ -d .venv ] || ln -sfn "$environment" .venv
show pulumi stack select --create demo
# The path is seen from the program's folder.
show pulumi config set outscale-native:endpoint emulator:../../.demo/cloud.sqlite
show pulumi up --yes
show pulumi stack

cat <<EOF

The stack is up, in a cloud that is the file .demo/cloud.sqlite. To go on by hand:

  . .demo/env && cd $program
  pulumi up                                             # after a change of __main__.py
  pulumi stack output privateKey --show-secrets
  pulumi destroy
EOF
