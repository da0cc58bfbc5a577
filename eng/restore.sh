#!/usr/bin/env bash
# Restores the solution's packages; builds stand-ins for those that this machine cannot reach. See eng/restore.cs.
# Usage: eng/restore.sh [--cuda] [arguments for dotnet restore]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec dotnet run --file eng/restore.cs -- "$@"
