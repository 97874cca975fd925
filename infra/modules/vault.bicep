// The vault of the sources' secrets. Their values are set by people (docs/deploy.md), never by a template.

param location string
param tags { *: string }
param vaultName string

@description('Where the log of every access to a secret goes.')
param workspaceName string

@description('Closes the vault to the public network; a private endpoint then leads there.')
param privateNetwork bool

@description('Addresses from which people reach a closed vault.')
param operatorIpRanges string[]

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-02-01' existing = {
  name: workspaceName
}

resource vault 'Microsoft.KeyVault/vaults@2025-05-01' = {
  name: vaultName
  location: location
  tags: tags
  properties: {
    tenantId: subscription().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    enablePurgeProtection: true
    softDeleteRetentionInDays: 90
    publicNetworkAccess: privateNetwork && empty(operatorIpRanges) ? 'Disabled' : 'Enabled'
    networkAcls: {
      bypass: 'None'
      defaultAction: privateNetwork ? 'Deny' : 'Allow'
      ipRules: [for range in operatorIpRanges: { value: range }]
    }
  }
}

// The type has had no newer version since, and no stable one that knows workspaces.
#disable-next-line use-recent-api-versions
resource audit 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'audit'
  scope: vault
  properties: {
    workspaceId: workspace.id
    logs: [{ category: 'AuditEvent', enabled: true }]
  }
}

output vaultUri string = vault.properties.vaultUri
