<#
.SYNOPSIS
    Provisions mailboxes, groups, contacts and the way out, and writes a report.
.DESCRIPTION
    Written as Exchange administrators write: a CSV file in, one mailbox a row with try/catch around it, department groups,
    partner contacts, a smart host connector, and a CSV report at the end. Running it a second time reports each object
    that is there already and changes nothing.
.EXAMPLE
    .\Provision-Company.ps1 -UserFile .\users.csv -ReportFile .\report.csv -SmartHost 192.0.2.10
#>
[CmdletBinding(SupportsShouldProcess = $true)]
param(
    [Parameter(Mandatory = $true, Position = 0)]
    [ValidateNotNullOrEmpty()]
    [string]$UserFile,

    [Parameter(Mandatory = $true)]
    [string]$ReportFile,

    [string]$SmartHost = '192.0.2.10',

    [ValidateRange(1, 65535)]
    [int]$SmartHostPort = 25
)

$ErrorActionPreference = 'Continue'
$started = Get-Date
$script:created = 0
$script:failed = @()

function Write-Step {
    param([string]$Text)
    Write-Verbose ("[{0:HH:mm:ss}] {1}" -f (Get-Date), $Text)
}

function Add-Failure([string]$What, $Record) {
    $script:failed += [pscustomobject]@{
        Object = $What
        Reason = $Record.Exception.Message
        Id     = $Record.FullyQualifiedErrorId
    }
}

# --- mailboxes -----------------------------------------------------------------------------------------------------
$domain = (Get-AcceptedDomain | Where-Object { $_.Default }).DomainName
Write-Step "The default domain is $domain"

Import-Csv -Path $UserFile | ForEach-Object {
    $row = $_
    try {
        $password = ConvertTo-SecureString $row.Password -AsPlainText -Force
        $null = New-Mailbox -Name $row.Name -Alias $row.Alias -UserPrincipalName "$($row.Alias)@$domain" `
            -FirstName $row.FirstName -LastName $row.LastName -Password $password -ErrorAction Stop
        Set-User -Identity $row.Alias -Department $row.Department -Office $row.Office
        if ($row.Quota -match '^\d+MB$') {
            Set-Mailbox $row.Alias -UseDatabaseQuotaDefaults $false -ProhibitSendQuota $row.Quota -IssueWarningQuota 50MB
        }
        $script:created++
    }
    catch {
        Add-Failure $row.Alias $_
    }
}

# --- department groups ---------------------------------------------------------------------------------------------
$departments = Import-Csv $UserFile | Group-Object Department | Sort-Object Name
foreach ($department in $departments) {
    $name = "Department $($department.Name)"
    try {
        $group = New-DistributionGroup -Name $name -Alias ("dept-" + $department.Name.ToLower()) -ErrorAction Stop
        $department.Group | Select-Object -First 20 | ForEach-Object {
            Add-DistributionGroupMember -Identity $group.Alias -Member $_.Alias -ErrorAction Stop
        }
    }
    catch { Add-Failure $name $_ }
}

# --- partners ------------------------------------------------------------------------------------------------------
$partners = @{
    'Partner Sales'   = 'sales@partner.example'
    'Partner Support' = 'support@partner.example'
}
foreach ($partner in $partners.Keys | Sort-Object) {
    try {
        $null = New-MailContact -Name $partner -ExternalEmailAddress $partners[$partner] -ErrorAction Stop
        Set-MailContact $partner -HiddenFromAddressListsEnabled $false -CustomAttribute1 'partner'
    }
    catch { Add-Failure $partner $_ }
}

# --- the way out ---------------------------------------------------------------------------------------------------
try {
    $connector = @{
        Name               = 'Smart host'
        AddressSpaces      = 'SMTP:*;10'
        SmartHosts         = "[$SmartHost]"
        Port               = $SmartHostPort
        DNSRoutingEnabled  = $false
        MaxMessageSize     = 25MB
    }
    $null = New-SendConnector @connector -ErrorAction Stop
}
catch { Add-Failure 'Smart host' $_ }

# --- report --------------------------------------------------------------------------------------------------------
Get-Mailbox -ResultSize Unlimited |
    Where-Object { $_.Office -like 'Build*' -and $_.RecipientTypeDetails -eq 'UserMailbox' } |
    Select-Object Name, Alias, PrimarySmtpAddress, Office,
        @{ Name = 'Quota'; Expression = { if ($_.UseDatabaseQuotaDefaults) { 'default' } else { $_.ProhibitSendQuota } } } |
    Sort-Object Name |
    Export-Csv -Path $ReportFile -NoTypeInformation -Encoding utf8

foreach ($failure in $script:failed) {
    Write-Warning "$($failure.Object): $($failure.Reason)"
}

$elapsed = (Get-Date) - $started
Write-Verbose "Took $($elapsed.TotalSeconds) seconds"
[pscustomobject]@{
    Created = $script:created
    Failed  = $script:failed.Count
    Groups  = @(Get-DistributionGroup -ResultSize Unlimited).Count
    Report  = $ReportFile
}
if ($script:failed.Count -gt 0) { exit 3 }
