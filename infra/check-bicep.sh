#!/usr/bin/env bash
# Compiles and lints the Bicep and its parameter files. Silent when all is well; whatever the compiler says, a warning too,
# is a failure. The compiler is $BICEP, or the NuGet package that infra/bicep-cli.proj names, or `bicep` on the PATH.
#
#   infra/check-bicep.sh [FOLDER]     keeps main.json and the parameters, dev.json and prod.json, in FOLDER
set -euo pipefail
if [ $# -gt 0 ]; then
    mkdir -p "$1"
    folder=$(cd "$1" && pwd)
else
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
fi

cd "$(dirname "${BASH_SOURCE[0]}")"
version=$(sed -nE 's/.*Version="\[([0-9.]+)\]".*/\1/p' bicep-cli.proj)
package=${NUGET_PACKAGES:-$HOME/.nuget/packages}/azure.bicep.commandline.linux-x64/$version/tools/bicep
[ -x "$package" ] || package=bicep
bicep=${BICEP:-$package}

said=$({
    "$bicep" build main.bicep --outfile "$folder/main.json"
    "$bicep" lint main.bicep
    for parameters in *.bicepparam; do
        "$bicep" build-params "$parameters" --outfile "$folder/${parameters%.bicepparam}.json"
    done
} 2>&1) || { echo "$said" && exit 1; }

if [ -n "$said" ]; then
    echo "$said"
    exit 1
fi
