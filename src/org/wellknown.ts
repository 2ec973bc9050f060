// Principals that every organization has without an object for them (Open Specifications [MS-DTYP] 2.4.2.4; "Receive connectors").

const exchange = "S-1-9-1419165041-1139599005-3936102811-1022490595";

/** Their keys in access entries and in the sets of principals that rights are asked for. */
export const wellKnown = {
  everyone: "S-1-1-0",
  anonymous: "S-1-5-7",
  self: "S-1-5-10",
  authenticated: "S-1-5-11",
  partners: `${exchange}-10`,
  hubServers: `${exchange}-21`,
  edgeServers: `${exchange}-22`,
  externallySecured: `${exchange}-23`,
  exchangeServers: "Exchange Servers",
  legacyServers: "ExchangeLegacyInterop",
} as const;

/** As they are shown; those without a backslash stand in the organization's own domain. */
export const wellKnownNames: Readonly<Record<string, string>> = {
  [wellKnown.everyone]: "Everyone",
  [wellKnown.anonymous]: "NT AUTHORITY\\ANONYMOUS LOGON",
  [wellKnown.self]: "NT AUTHORITY\\SELF",
  [wellKnown.authenticated]: "NT AUTHORITY\\Authenticated Users",
  [wellKnown.partners]: "MS Exchange\\Partner Servers",
  [wellKnown.hubServers]: "MS Exchange\\Hub Transport Servers",
  [wellKnown.edgeServers]: "MS Exchange\\Edge Transport Servers",
  [wellKnown.externallySecured]: "MS Exchange\\Externally Secured Servers",
};
