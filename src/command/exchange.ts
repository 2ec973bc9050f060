// The cmdlets that Exchange Server has, by verb, and what exsh has instead of some: so that who asks for one that is not
// here is told so, and does not look for a mistake in the spelling (Exchange Server PowerShell reference).

const nouns: Readonly<Record<string, string>> = {
  Add: `
    ADPermission AttachmentFilterEntry AvailabilityAddressSpace ContentFilterPhrase DatabaseAvailabilityGroupServer
    DistributionGroupMember FederatedDomain GlobalMonitoringOverride IPAllowListEntry IPAllowListProvider
    IPBlockListEntry IPBlockListProvider MailboxDatabaseCopy MailboxFolderPermission MailboxPermission
    ManagementRoleEntry PublicFolderClientPermission ResubmitRequest RoleGroupMember ServerMonitoringOverride
  `,
  Clear: "ActiveSyncDevice MobileDevice TextMessagingAccount",
  Compare: "TextMessagingVerificationCode",
  Complete: "MigrationBatch",
  Connect: "Mailbox",
  Disable: `
    AddressListPaging App CmdletExtensionAgent DistributionGroup InboxRule JournalRule MailContact MailPublicFolder
    MailUser Mailbox MailboxQuarantine MalwareFilterRule MetaCacheDatabase OutlookProtectionRule
    PushNotificationProxy RemoteMailbox ServiceEmailChannel SweepRule TransportAgent TransportRule UMAutoAttendant
    UMCallAnsweringRule UMIPGateway UMMailbox UMService
  `,
  Dismount: "Database",
  Dump: "ProvisioningCache",
  Enable: `
    AddressListPaging AntispamUpdates App CmdletExtensionAgent DistributionGroup ExchangeCertificate InboxRule
    JournalRule MailContact MailPublicFolder MailUser Mailbox MailboxQuarantine MalwareFilterRule MetaCacheDatabase
    OutlookProtectionRule PushNotificationProxy RemoteMailbox ServiceEmailChannel SweepRule TransportAgent
    TransportRule UMAutoAttendant UMCallAnsweringRule UMIPGateway UMMailbox UMService
  `,
  Export: `
    ActiveSyncLog AutoDiscoverConfig DlpPolicyCollection ExchangeCertificate JournalRuleCollection
    MailboxDiagnosticLogs Message MigrationReport RecipientDataProperty TransportRuleCollection UMCallDataRecord
    UMPrompt
  `,
  Get: `
    ADPermission ADServerSettings ADSite ADSiteLink AcceptedDomain ActiveSyncDevice ActiveSyncDeviceAccessRule
    ActiveSyncDeviceAutoblockThreshold ActiveSyncDeviceClass ActiveSyncDeviceStatistics ActiveSyncMailboxPolicy
    ActiveSyncOrganizationSettings ActiveSyncVirtualDirectory AddressBookPolicy AddressList AddressRewriteEntry
    AdminAuditLogConfig AdministrativeUnit AgentLog App AttachmentFilterEntry AttachmentFilterListConfig
    AuditLogSearch AuthConfig AuthRedirect AuthServer AuthenticationPolicy AutodiscoverVirtualDirectory
    AvailabilityAddressSpace AvailabilityConfig CASMailbox CASMailboxPlan CalendarDiagnosticAnalysis
    CalendarDiagnosticLog CalendarNotification CalendarProcessing ClassificationRuleCollection ClientAccessArray
    ClientAccessRule ClientAccessServer ClientAccessService CmdletExtensionAgent ComplianceSearch
    ComplianceSearchAction ComplianceSecurityFilter Contact ContentFilterConfig ContentFilterPhrase
    DataClassification DatabaseAvailabilityGroup DatabaseAvailabilityGroupNetwork DeliveryAgentConnector
    DetailsTemplate DistributionGroup DistributionGroupMember DlpPolicy DlpPolicyTemplate DomainController
    DynamicDistributionGroup EcpVirtualDirectory EdgeSubscription EdgeSyncServiceConfig
    EligibleDistributionGroupForMigration EmailAddressPolicy EventLogLevel ExchangeAssistanceConfig
    ExchangeCertificate ExchangeDiagnosticInfo ExchangeFeature ExchangeServer ExchangeServerAccessLicense
    ExchangeServerAccessLicenseUser ExchangeSettings FailedContentIndexDocuments FederatedDomainProof
    FederatedOrganizationIdentifier FederationInformation FederationTrust ForeignConnector FrontendTransportService
    GlobalAddressList GlobalMonitoringOverride Group HealthReport HostedContentFilterRule HybridConfiguration
    IPAllowListConfig IPAllowListEntry IPAllowListProvider IPAllowListProvidersConfig IPBlockListConfig
    IPBlockListEntry IPBlockListProvider IPBlockListProvidersConfig IRMConfiguration ImapSettings InboxRule
    IntraOrganizationConfiguration IntraOrganizationConnector JournalRule LogonStatistics MailContact
    MailPublicFolder MailUser Mailbox MailboxAuditBypassAssociation MailboxAutoReplyConfiguration
    MailboxCalendarConfiguration MailboxCalendarFolder MailboxDatabase MailboxDatabaseCopyStatus
    MailboxExportRequest MailboxExportRequestStatistics MailboxFolder MailboxFolderPermission
    MailboxFolderStatistics MailboxImportRequest MailboxImportRequestStatistics MailboxJunkEmailConfiguration
    MailboxLocation MailboxMessageConfiguration MailboxPermission MailboxRegionalConfiguration MailboxRepairRequest
    MailboxRestoreRequest MailboxRestoreRequestStatistics MailboxSearch MailboxServer MailboxSpellingConfiguration
    MailboxStatistics MailboxTransportService MailboxUserConfiguration MalwareFilterPolicy MalwareFilterRule
    MalwareFilteringServer ManagementRole ManagementRoleAssignment ManagementRoleEntry ManagementScope
    MapiVirtualDirectory Message MessageCategory MessageClassification MessageTrackingLog MessageTrackingReport
    MigrationBatch MigrationConfig MigrationEndpoint MigrationStatistics MigrationUser MigrationUserStatistics
    MobileDevice MobileDeviceMailboxPolicy MobileDeviceStatistics MonitoringItemHelp MonitoringItemIdentity
    MoveRequest MoveRequestStatistics NetworkConnectionInfo Notification OabVirtualDirectory OfflineAddressBook
    OnlineMeetingConfiguration OrganizationConfig OrganizationRelationship OrganizationalUnit OutlookAnywhere
    OutlookProtectionRule OutlookProvider OwaMailboxPolicy OwaVirtualDirectory PartnerApplication
    PendingFederatedDomain PolicyTipConfig PopSettings PowerShellVirtualDirectory PublicFolder
    PublicFolderClientPermission PublicFolderDatabase PublicFolderItemStatistics PublicFolderMailboxDiagnostics
    PublicFolderMailboxMigrationRequest PublicFolderMailboxMigrationRequestStatistics PublicFolderMigrationRequest
    PublicFolderMigrationRequestStatistics PublicFolderMoveRequest PublicFolderMoveRequestStatistics
    PublicFolderStatistics Queue QueueDigest RMSTemplate ReceiveConnector Recipient RecipientFilterConfig
    RecoverableItems RemoteDomain RemoteMailbox ResourceConfig ResubmitRequest RetentionPolicy RetentionPolicyTag
    RoleAssignmentPolicy RoleGroup RoleGroupMember RpcClientAccess SearchDocumentFormat SecurityPrincipal
    SendConnector SenderFilterConfig SenderIdConfig SenderReputationConfig ServerComponentState ServerHealth
    ServerMonitoringOverride SettingOverride SharingPolicy SiteMailbox SiteMailboxDiagnostics
    SiteMailboxProvisioningPolicy SmimeConfig StoreUsageStatistics SweepRule SystemMessage TextMessagingAccount
    ThrottlingPolicy ThrottlingPolicyAssociation TransportAgent TransportConfig TransportPipeline TransportRule
    TransportRuleAction TransportRulePredicate TransportServer TransportService Trust UMActiveCalls UMAutoAttendant
    UMCallAnsweringRule UMCallDataRecord UMCallRouterSettings UMCallSummaryReport UMDialPlan UMHuntGroup UMIPGateway
    UMMailbox UMMailboxPin UMMailboxPolicy UMService User UserPhoto UserPrincipalNamesSuffix
    WebServicesVirtualDirectory X400AuthoritativeDomain
  `,
  Import: `
    DlpPolicyCollection DlpPolicyTemplate ExchangeCertificate JournalRuleCollection RecipientDataProperty
    TransportRuleCollection UMPrompt
  `,
  Install: "TransportAgent",
  Invoke: "ComplianceSearchActionStep MonitoringProbe",
  Mount: "Database",
  Move: "ActiveMailboxDatabase AddressList DatabasePath OfflineAddressBook",
  New: `
    AcceptedDomain ActiveSyncDeviceAccessRule ActiveSyncMailboxPolicy ActiveSyncVirtualDirectory AddressBookPolicy
    AddressList AddressRewriteEntry AdminAuditLogSearch App AuthRedirect AuthServer AuthenticationPolicy
    AutodiscoverVirtualDirectory ClassificationRuleCollection ClientAccessRule ComplianceSearch
    ComplianceSearchAction ComplianceSecurityFilter DataClassification DatabaseAvailabilityGroup
    DatabaseAvailabilityGroupNetwork DeliveryAgentConnector DistributionGroup DlpPolicy DynamicDistributionGroup
    EcpVirtualDirectory EdgeSubscription EdgeSyncServiceConfig EmailAddressPolicy ExchangeCertificate
    ExchangeSettings FederationTrust Fingerprint ForeignConnector GlobalAddressList HybridConfiguration InboxRule
    IntraOrganizationConnector JournalRule MailContact MailMessage MailUser Mailbox MailboxAuditLogSearch
    MailboxDatabase MailboxExportRequest MailboxFolder MailboxImportRequest MailboxRepairRequest
    MailboxRestoreRequest MailboxSearch MalwareFilterPolicy MalwareFilterRule ManagementRole
    ManagementRoleAssignment ManagementScope MapiVirtualDirectory MessageClassification MigrationBatch
    MigrationEndpoint MobileDeviceMailboxPolicy MoveRequest OabVirtualDirectory OfflineAddressBook
    OrganizationRelationship OutlookProtectionRule OutlookProvider OwaMailboxPolicy OwaVirtualDirectory
    PartnerApplication PolicyTipConfig PowerShellVirtualDirectory PublicFolder PublicFolderMigrationRequest
    PublicFolderMoveRequest ReceiveConnector RemoteDomain RemoteMailbox RetentionPolicy RetentionPolicyTag
    RoleAssignmentPolicy RoleGroup SearchDocumentFormat SendConnector SettingOverride SharingPolicy SiteMailbox
    SiteMailboxProvisioningPolicy SweepRule SyncMailPublicFolder SystemMessage ThrottlingPolicy TransportRule
    UMAutoAttendant UMCallAnsweringRule UMDialPlan UMHuntGroup UMIPGateway UMMailboxPolicy
    WebServicesVirtualDirectory X400AuthoritativeDomain
  `,
  Redirect: "Message",
  Remove: `
    ADPermission AcceptedDomain ActiveSyncDevice ActiveSyncDeviceAccessRule ActiveSyncDeviceClass
    ActiveSyncMailboxPolicy ActiveSyncVirtualDirectory AddressBookPolicy AddressList AddressRewriteEntry App
    AttachmentFilterEntry AuthRedirect AuthServer AuthenticationPolicy AutodiscoverVirtualDirectory
    AvailabilityAddressSpace CalendarEvents ClassificationRuleCollection ClientAccessRule ComplianceSearch
    ComplianceSecurityFilter ContentFilterPhrase DataClassification DatabaseAvailabilityGroup
    DatabaseAvailabilityGroupNetwork DatabaseAvailabilityGroupServer DeliveryAgentConnector DistributionGroup
    DistributionGroupMember DlpPolicy DlpPolicyTemplate DynamicDistributionGroup EcpVirtualDirectory
    EdgeSubscription EmailAddressPolicy ExchangeCertificate FederatedDomain FederationTrust ForeignConnector
    GlobalAddressList GlobalMonitoringOverride HybridConfiguration IPAllowListEntry IPAllowListProvider
    IPBlockListEntry IPBlockListProvider InboxRule IntraOrganizationConnector JournalRule MailContact MailUser
    Mailbox MailboxDatabase MailboxDatabaseCopy MailboxExportRequest MailboxFolderPermission MailboxImportRequest
    MailboxPermission MailboxRepairRequest MailboxRestoreRequest MailboxSearch MailboxUserConfiguration
    MalwareFilterPolicy MalwareFilterRule ManagementRole ManagementRoleAssignment ManagementRoleEntry
    ManagementScope MapiVirtualDirectory Message MessageClassification MigrationBatch MigrationEndpoint
    MigrationUser MobileDevice MobileDeviceMailboxPolicy MoveRequest OabVirtualDirectory OfflineAddressBook
    OrganizationRelationship OutlookProtectionRule OutlookProvider OwaMailboxPolicy OwaVirtualDirectory
    PartnerApplication PolicyTipConfig PowerShellVirtualDirectory PublicFolder PublicFolderClientPermission
    PublicFolderMailboxMigrationRequest PublicFolderMigrationRequest PublicFolderMoveRequest ReceiveConnector
    RemoteDomain RemoteMailbox ResubmitRequest RetentionPolicy RetentionPolicyTag RoleAssignmentPolicy RoleGroup
    RoleGroupMember SearchDocumentFormat SendConnector ServerMonitoringOverride SettingOverride SharingPolicy
    SiteMailboxProvisioningPolicy StoreMailbox SweepRule SyncMailPublicFolder SystemMessage ThrottlingPolicy
    TransportRule UMAutoAttendant UMCallAnsweringRule UMDialPlan UMHuntGroup UMIPGateway UMMailboxPolicy UserPhoto
    WebServicesVirtualDirectory X400AuthoritativeDomain
  `,
  Reset: "ProvisioningCache",
  Restore: "DatabaseAvailabilityGroup DetailsTemplate RecoverableItems",
  Resume: `
    MailboxDatabaseCopy MailboxExportRequest MailboxImportRequest MailboxRestoreRequest Message MoveRequest
    PublicFolderMigrationRequest PublicFolderMoveRequest Queue
  `,
  Retry: "Queue",
  Search: "AdminAuditLog Mailbox MailboxAuditLog MessageTrackingReport",
  Send: "TextMessagingVerificationCode",
  Set: `
    ADServerSettings ADSite ADSiteLink AcceptedDomain ActiveSyncDeviceAccessRule ActiveSyncDeviceAutoblockThreshold
    ActiveSyncMailboxPolicy ActiveSyncOrganizationSettings ActiveSyncVirtualDirectory AddressBookPolicy AddressList
    AddressRewriteEntry AdminAuditLogConfig App AttachmentFilterListConfig AuthConfig AuthRedirect AuthServer
    AuthenticationPolicy AutodiscoverVirtualDirectory AvailabilityConfig CASMailbox CalendarNotification
    CalendarProcessing ClassificationRuleCollection ClientAccessRule ClientAccessServer ClientAccessService
    CmdletExtensionAgent ComplianceSearch ComplianceSearchAction ComplianceSecurityFilter Contact
    ContentFilterConfig DataClassification DatabaseAvailabilityGroup DatabaseAvailabilityGroupNetwork
    DeliveryAgentConnector DetailsTemplate DistributionGroup DlpPolicy DynamicDistributionGroup EcpVirtualDirectory
    EdgeSyncServiceConfig EmailAddressPolicy EventLogLevel ExchangeAssistanceConfig ExchangeFeature ExchangeServer
    ExchangeSettings FederatedOrganizationIdentifier FederationTrust ForeignConnector FrontendTransportService
    GlobalAddressList Group HybridConfiguration IPAllowListConfig IPAllowListProvider IPAllowListProvidersConfig
    IPBlockListConfig IPBlockListProvider IPBlockListProvidersConfig IRMConfiguration ImapSettings InboxRule
    IntraOrganizationConnector JournalRule MailContact MailPublicFolder MailUser Mailbox
    MailboxAuditBypassAssociation MailboxAutoReplyConfiguration MailboxCalendarConfiguration MailboxCalendarFolder
    MailboxDatabase MailboxDatabaseCopy MailboxExportRequest MailboxFolderPermission MailboxImportRequest
    MailboxJunkEmailConfiguration MailboxMessageConfiguration MailboxRegionalConfiguration MailboxRestoreRequest
    MailboxSearch MailboxServer MailboxSpellingConfiguration MailboxTransportService MalwareFilterPolicy
    MalwareFilterRule MalwareFilteringServer ManagementRoleAssignment ManagementRoleEntry ManagementScope
    MapiVirtualDirectory MessageClassification MigrationBatch MigrationConfig MigrationEndpoint MigrationUser
    MobileDeviceMailboxPolicy MoveRequest Notification OabVirtualDirectory OfflineAddressBook OrganizationConfig
    OrganizationRelationship OutlookAnywhere OutlookProtectionRule OutlookProvider OwaMailboxPolicy
    OwaVirtualDirectory PartnerApplication PendingFederatedDomain PolicyTipConfig PopSettings
    PowerShellVirtualDirectory PublicFolder PublicFolderMigrationRequest PublicFolderMoveRequest ReceiveConnector
    RecipientFilterConfig RemoteDomain RemoteMailbox ResourceConfig ResubmitRequest RetentionPolicy
    RetentionPolicyTag RoleAssignmentPolicy RoleGroup RpcClientAccess SearchDocumentFormat SendConnector
    SenderFilterConfig SenderIdConfig SenderReputationConfig ServerComponentState ServerMonitor SettingOverride
    SharingPolicy SiteMailbox SiteMailboxProvisioningPolicy SmimeConfig SweepRule SystemMessage TextMessagingAccount
    ThrottlingPolicy ThrottlingPolicyAssociation TransportAgent TransportConfig TransportRule TransportServer
    TransportService UMAutoAttendant UMCallAnsweringRule UMCallRouterSettings UMDialPlan UMIPGateway UMMailbox
    UMMailboxPIN UMMailboxPolicy UMService User UserPhoto WebServicesVirtualDirectory X400AuthoritativeDomain
  `,
  Start: `
    ComplianceSearch DatabaseAvailabilityGroup EdgeSynchronization MailboxAssistant MailboxSearch
    ManagedFolderAssistant MigrationBatch MigrationUser
  `,
  Stop: `
    ComplianceSearch DatabaseAvailabilityGroup MailboxSearch ManagedFolderAssistant MigrationBatch MigrationUser
  `,
  Suspend: `
    MailboxDatabaseCopy MailboxExportRequest MailboxImportRequest MailboxRestoreRequest Message MoveRequest
    PublicFolderMailboxMigrationRequest PublicFolderMigrationRequest PublicFolderMoveRequest Queue
  `,
  Test: `
    ActiveSyncConnectivity ArchiveConnectivity AssistantHealth CalendarConnectivity ClientAccessRule
    DataClassification EcpConnectivity EdgeSynchronization ExchangeSearch FederationTrust FederationTrustCertificate
    IPAllowListProvider IPBlockListProvider IRMConfiguration ImapConnectivity MAPIConnectivity MRSHealth Mailflow
    MigrationServerAvailability OAuthConnectivity OrganizationRelationship OutlookConnectivity OutlookWebServices
    PopConnectivity PowerShellConnectivity ReplicationHealth SenderId ServiceHealth SiteMailbox SmtpConnectivity
    TextExtraction UMConnectivity WebServicesConnectivity
  `,
  Uninstall: "TransportAgent",
  Update: `
    AddressList DatabaseSchema DistributionGroupMember EmailAddressPolicy ExchangeHelp GlobalAddressList
    HybridConfiguration MailboxDatabaseCopy OfflineAddressBook PublicFolderMailbox Recipient RoleGroupMember
    SafeList SiteMailbox StoreMailboxState
  `,
  Write: "AdminAuditLog",
};

const already = "The cmdlets of Exchange are here already: leave that line out.";

/** What to do instead, where there is something. */
const instead: Readonly<Record<string, string>> = {
  "enter-pssession": already,
  "get-transportserver": "Get-TransportService shows the same settings.",
  "set-transportserver": "Set-TransportService changes the same settings.",
  "redirect-message": "Resubmit with Retry-Queue -Resubmit $true, after the Send connector has been changed.",
};

let known: ReadonlySet<string> | undefined;

/** Whether Exchange has a cmdlet of this name, in any case. */
export function isOfExchange(name: string): boolean {
  known ??= new Set(
    Object.entries(nouns).flatMap(([verb, list]) =>
      list
        .trim()
        .split(/\s+/)
        .map((noun) => `${verb}-${noun}`.toLowerCase()),
    ),
  );
  return known.has(name.toLowerCase());
}

/** What to tell somebody who asks for a cmdlet that is not here; undefined when it is none of Exchange's. */
export function adviceFor(name: string): string | undefined {
  const low = name.toLowerCase();
  const advice = Object.hasOwn(instead, low) ? instead[low] : undefined;
  if (!isOfExchange(name)) return advice;
  return `Exchange has it; exsh doesn't.${advice === undefined ? "" : ` ${advice}`}`;
}
