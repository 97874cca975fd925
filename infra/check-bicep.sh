#!/usr/bin/env bash
# Compiles and lints the Bicep and its parameter files. Silent when all is well; whatever the compiler says, a warning too,
# is a failure. The compiler is $BICEP, or `bicep` on the PATH, or the NuGet package that infra/bicep-cli.proj names.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

bicep=${BICEP:-$(command -v bicep || true)}
if [ -z "$bicep" ]; then
    version=$(sed -nE 's/.*Version="\[([0-9.]+)\]".*/\1/p' bicep-cli.proj)
    bicep=${NUGET_PACKAGES:-$HOME/.nuget/packages}/azure.bicep.commandline.linux-x64/$version/tools/bicep
fi

said=$({
    "$bicep" build main.bicep --stdout >/dev/null
    "$bicep" lint main.bicep
    for parameters in *.bicepparam; do
        "$bicep" build-params "$parameters" --stdout >/dev/null
    done
} 2>&1) || { echo "$said" && exit 1; }

if [ -n "$said" ]; then
    echo "$said"
    exit 1
fi
