// Who may do what: the app's identity and every role, in one place. Nothing here is wider than one resource, and nobody gets
// a role on the resource group.

import { Source, secretName } from 'sources.bicep'

param location string
param tags { *: string }
param identityName string
param hostAccountName string
param dataAccountName string

@description('Account of the queues; empty for the data account.')
param queueAccountName string

@description('Account of the key table; empty for the data account.')
param keyAccountName string
param vaultName string
param componentName string

@description('Object ids of the people or groups who set the sources\' secrets.')
param secretOfficers string[]

@description('Object id of the principal that signs the smoke test\'s deliveries; empty for none.')
param smokeTestPrincipalId string

@description('The sources that it sends to; none without a principal. Their secrets have to exist before a role can be given on them.')
param smokeTestSources Source[]

// Built-in roles; the ids are the same in every tenant.
var roles = {
  'Key Vault Secrets Officer': 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7'
  'Key Vault Secrets User': '4633458b-17de-408a-b874-0445c86b69e6'
  'Monitoring Metrics Publisher': '3913510d-42f4-4e42-8a64-420c390055eb'
  Reader: 'acdd72a7-3385-48ef-bd42-f606fba81ae7'
  'Storage Blob Data Contributor': 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
  'Storage Blob Data Owner': 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  'Storage Queue Data Contributor': '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
  'Storage Table Data Contributor': '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
}

// On the host's account. Blobs: the platform reads and writes the package's container with this identity, and the host makes
// containers of its own for keys, leases and timers; the documented role for both is the owner of blob data. Tables: the
// diagnostic events that tell why a host does not start. No queues: all triggers use the other account.
var hostRoles = ['Storage Blob Data Owner', 'Storage Table Data Contributor']

// On the data account, which holds nothing but PayHooks' own queues, tables and bodies. Queues with an account of their own may have
// left messages here, which are moved. Queues: send, count, take and end
// messages, and change the visibility of one that is being worked on, which no narrower role allows. Tables: read and write
// records. Blobs: write, read and erase bodies. All three: make what is missing at the start.
var dataRoles = ['Storage Queue Data Contributor', 'Storage Table Data Contributor', 'Storage Blob Data Contributor']

resource hostAccount 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: hostAccountName
}

resource dataAccount 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: dataAccountName
}

resource queueAccount 'Microsoft.Storage/storageAccounts@2025-06-01' existing = if (!empty(queueAccountName)) {
  name: empty(queueAccountName) ? 'none' : queueAccountName
}

resource keyAccount 'Microsoft.Storage/storageAccounts@2025-06-01' existing = if (!empty(keyAccountName)) {
  name: empty(keyAccountName) ? 'none' : keyAccountName
}

resource vault 'Microsoft.KeyVault/vaults@2025-05-01' existing = {
  name: vaultName
}

resource component 'Microsoft.Insights/components@2020-02-02' existing = {
  name: componentName
}

// Assigned by us and not by the system: its roles exist before the app starts for the first time.
resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: identityName
  location: location
  tags: tags
}

resource hostAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in hostRoles: {
    name: guid(hostAccount.id, identity.id, role)
    scope: hostAccount
    properties: {
      principalId: identity.properties.principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles[role])
    }
  }
]

resource dataAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in dataRoles: {
    name: guid(dataAccount.id, identity.id, role)
    scope: dataAccount
    properties: {
      principalId: identity.properties.principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles[role])
    }
  }
]

resource queueAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(queueAccountName)) {
  name: guid(queueAccount.id, identity.id, 'Storage Queue Data Contributor')
  scope: queueAccount
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles['Storage Queue Data Contributor'])
  }
}

resource keyAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(keyAccountName)) {
  name: guid(keyAccount.id, identity.id, 'Storage Table Data Contributor')
  scope: keyAccount
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles['Storage Table Data Contributor'])
  }
}

// Reads secrets and nothing else: neither their list nor their names' versions can be changed. On the vault and not on each
// secret, because a secret need not exist yet, and the vault holds no others.
resource secretAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, identity.id, 'Key Vault Secrets User')
  scope: vault
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles['Key Vault Secrets User'])
  }
}

// Sends telemetry; reads none.
resource telemetryAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(component.id, identity.id, 'Monitoring Metrics Publisher')
  scope: component
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles['Monitoring Metrics Publisher'])
  }
}

resource officerAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for officer in secretOfficers: {
    name: guid(vault.id, officer, 'Key Vault Secrets Officer')
    scope: vault
    properties: {
      principalId: officer
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles['Key Vault Secrets Officer'])
    }
  }
]

// The value of the current secret of each source that is tested, and of no other. Key Vault takes roles on one secret:
// https://learn.microsoft.com/azure/key-vault/general/rbac-guide
resource smokeTestSecrets 'Microsoft.KeyVault/vaults/secrets@2025-05-01' existing = [
  for source in smokeTestSources: {
    parent: vault
    name: secretName(source.name, 0)
  }
]

resource smokeTestAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (source, index) in smokeTestSources: {
    name: guid(vault.id, secretName(source.name, 0), smokeTestPrincipalId, 'Key Vault Secrets User')
    scope: smokeTestSecrets[index]
    properties: {
      principalId: smokeTestPrincipalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles['Key Vault Secrets User'])
    }
  }
]

// The pipeline's task signs in to a subscription (https://github.com/microsoft/azure-pipelines-tasks/issues/18757), and the role
// above, which has no action of the management plane, does not make it visible. Reader adds the properties of the same secrets:
// that plane never returns a value (https://learn.microsoft.com/azure/templates/microsoft.keyvault/vaults/secrets).
resource smokeTestVisibility 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (source, index) in smokeTestSources: {
    name: guid(vault.id, secretName(source.name, 0), smokeTestPrincipalId, 'Reader')
    scope: smokeTestSecrets[index]
    properties: {
      principalId: smokeTestPrincipalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.Reader)
    }
  }
]
