#!/usr/bin/env bash
# Sets everything up, builds, runs all tests, and ends with one line: N passed, N failed, N skipped. See eng/test.cs.
# Usage: ./test.sh [-p:Name=Value …] [arguments for dotnet test, such as --filter "FullyQualifiedName~Ngram"]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
exec dotnet run --file eng/test.cs -- "$@"
