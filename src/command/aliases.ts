// The aliases that every session starts with (PowerShell's, as on Windows where Exchange administrators learned them).

const table = `
% ForEach-Object       ? Where-Object          ac Add-Content          cat Get-Content        cd Set-Location
chdir Set-Location     clc Clear-Content       clear Clear-Host        clhy Clear-History     cls Clear-Host
clv Clear-Variable     compare Compare-Object  copy Copy-Item          cp Copy-Item           cpi Copy-Item
del Remove-Item        diff Compare-Object     dir Get-ChildItem       echo Write-Output      epal Export-Alias
epcsv Export-Csv       erase Remove-Item       fc Format-Custom        fl Format-List         foreach ForEach-Object
ft Format-Table        fw Format-Wide          gal Get-Alias           gc Get-Content         gci Get-ChildItem
gcm Get-Command        ghy Get-History         gi Get-Item             gl Get-Location        gm Get-Member
group Group-Object     gu Get-Unique           gv Get-Variable         h Get-History          help Get-Help
history Get-History    icm Invoke-Command      iex Invoke-Expression   ipcsv Import-Csv       ls Get-ChildItem
man Get-Help           measure Measure-Object  mi Move-Item           
move Move-Item         mv Move-Item            nal New-Alias           ni New-Item            nv New-Variable
oh Out-Host            popd Pop-Location       pushd Push-Location     pwd Get-Location       r Invoke-History
rd Remove-Item         ren Rename-Item         ri Remove-Item          rm Remove-Item         rmdir Remove-Item
rni Rename-Item        rv Remove-Variable      rvpa Resolve-Path       sal Set-Alias          sc Set-Content
select Select-Object   set Set-Variable        si Set-Item             sl Set-Location        sleep Start-Sleep
sls Select-String      sort Sort-Object        sv Set-Variable         tee Tee-Object         type Get-Content
where Where-Object     write Write-Output
cli Clear-Item         cvpa Convert-Path       gdr Get-PSDrive        gp Get-ItemProperty    gpv Get-ItemPropertyValue
gps Get-Process        spps Stop-Process
gsv Get-Service        sasv Start-Service      spsv Stop-Service      saps Start-Process    start Start-Process
fhx Format-Hex         gerr Get-Error          gtz Get-TimeZone       ipal Import-Alias
ogv Out-GridView       sp Set-ItemProperty
asnp Add-PSSnapin      exsn Exit-PSSession     gsn Get-PSSession      gsnp Get-PSSnapin      ipsn Import-PSSession
gmo Get-Module         ipmo Import-Module        nmo New-Module           rmo Remove-Module
nsn New-PSSession      rsn Remove-PSSession   rsnp Remove-PSSnapin
`;

/** Alias to cmdlet. Those whose cmdlet does not exist are left out by whoever makes the session's table. */
export const aliases: ReadonlyMap<string, string> = read();

function read(): ReadonlyMap<string, string> {
  const words = table.trim().split(/\s+/);
  const map = new Map<string, string>();
  for (let i = 0; i + 1 < words.length; i += 2) map.set(words[i]!, words[i + 1]!);
  return map;
}
