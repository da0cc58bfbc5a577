#!/usr/bin/env bash
# Sets everything up, builds, and runs the demonstration on FILE, or on the prose of the SDK's own documentation.
# Usage: ./demo.sh [FILE]
set -euo pipefail
if [ $# -gt 0 ] && [ -e "$1" ]; then
  set -- "$(cd "$(dirname "$1")" && pwd)/$(basename "$1")" "${@:2}" # The working folder changes below.
fi
cd "$(dirname "${BASH_SOURCE[0]}")"
eng/restore.sh
echo "Building lm (Release) …"
dotnet build samples/LanguageModeling.Cli/LanguageModeling.Cli.csproj -c Release --no-restore --nologo -tl:off -v minimal -clp:NoSummary -noWarn:NU1603
exec dotnet samples/LanguageModeling.Cli/bin/Release/net10.0/lm.dll demo "$@"
