# Sets everything up, builds, runs all tests, and ends with one line: N passed, N failed, N skipped. See eng/test.cs.
# Usage: ./test.ps1 ['-p:Name=Value' ...] [arguments for dotnet test, such as --filter 'FullyQualifiedName~Ngram']
Push-Location $PSScriptRoot
try { dotnet run --file eng/test.cs -- @args } finally { Pop-Location }
exit $LASTEXITCODE
