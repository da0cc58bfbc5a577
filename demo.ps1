# Sets everything up, builds, and runs the demonstration on FILE, or on the prose of the SDK's own documentation.
# Usage: ./demo.ps1 [FILE]
$demo = @($args)
if ($demo.Count -gt 0 -and (Test-Path $demo[0])) { $demo[0] = (Resolve-Path $demo[0]).Path }
Push-Location $PSScriptRoot
try {
    & "$PSScriptRoot/eng/restore.ps1"
    if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
    Write-Host 'Building lm (Release)...'
    dotnet build samples/LanguageModeling.Cli/LanguageModeling.Cli.csproj -c Release --no-restore --nologo -tl:off -v minimal -clp:NoSummary -noWarn:NU1603
    if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
    dotnet samples/LanguageModeling.Cli/bin/Release/net10.0/lm.dll demo @demo
} finally { Pop-Location }
exit $LASTEXITCODE
