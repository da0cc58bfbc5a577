# Restores the solution's packages; builds stand-ins for those that this machine cannot reach. See eng/restore.cs.
# Usage: eng/restore.ps1 [--cuda] [arguments for dotnet restore]
Push-Location (Split-Path $PSScriptRoot)
try { dotnet run --file eng/restore.cs -- @args } finally { Pop-Location }
exit $LASTEXITCODE
