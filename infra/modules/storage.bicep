// Two accounts: one for the Functions host and the deployed package, one for PayHooks. They load and fail apart, and the
// identity's rights on the host's containers say nothing about the events. Queues and key table can have one of their own each,
// because an account's request rate is limited (docs/scale.md).

param location string
param tags { *: string }

@description('Account of the Functions host.')
param hostAccountName string

@description('Account of queues, tables and bodies.')
param dataAccountName string

@description('Account of the queues; empty for the data account.')
param queueAccountName string

@description('Account of the key table; empty for the data account.')
param keyAccountName string

@description('Workspace that the logs of storage requests go to.')
param workspaceName string

@description('How many queues the deliveries are spread over.')
param queueCount int

@description('Copies in three zones instead of one.')
param zoneRedundant bool

@description('Copies PayHooks\' accounts to the paired region too.')
param geoRedundant bool

@description('Closes all accounts to the public network; private endpoints then lead there.')
param privateNetwork bool

@description('Keeps PayHooks\' accounts from being deleted.')
param deleteLock bool

@description('Days for which PayHooks keeps bodies.')
param retentionDays int

@description('Which requests to PayHooks\' accounts are logged.')
param storageLogs 'none' | 'deletes' | 'all'

// The names are those of src/PayHooks.AzureStorage/AzureStoreClients.cs and EventQueues.cs. The app would make what is missing; made here,
// it exists before the first start and shows in what-if.
var queueNames = [for number in range(0, queueCount): number == 0 ? 'webhook-events' : 'webhook-events-${number}']
var queues = flatten(map(queueNames, name => [name, '${name}-poison']))
var keyTable = 'payhookskeys'
var dataTables = ['payhookskept', 'payhooksstate'] // those of the days are created and dropped by the app
var tables = empty(keyAccountName) ? concat(dataTables, [keyTable]) : dataTables
var containers = ['webhook-bodies']
var packageContainer = 'app-package'

var hostSku = { name: zoneRedundant ? 'Standard_ZRS' : 'Standard_LRS' }
var dataSku = geoRedundant ? { name: zoneRedundant ? 'Standard_GZRS' : 'Standard_GRS' } : hostSku
var properties = {
  accessTier: 'Hot'
  allowBlobPublicAccess: false
  allowCrossTenantReplication: false
  allowSharedKeyAccess: false // identities only: there is no key that could leak
  defaultToOAuthAuthentication: true
  minimumTlsVersion: 'TLS1_2'
  publicNetworkAccess: privateNetwork ? 'Disabled' : 'Enabled'
  supportsHttpsTrafficOnly: true
  networkAcls: {
    bypass: 'None'
    defaultAction: privateNetwork ? 'Deny' : 'Allow'
  }
}

// A closed account may block its own lifecycle rules without this exception:
// https://learn.microsoft.com/azure/storage/blobs/lifecycle-management-overview
var dataProperties = union(properties, { networkAcls: { bypass: 'AzureServices' } })

// 'deletes' shows what was erased, pruned or dropped. A queue has one delete for every event, so its requests are logged with 'all' only.
var tableLogs = { none: [], deletes: ['StorageDelete'], all: ['StorageRead', 'StorageWrite', 'StorageDelete'] }[storageLogs]
var queueLogs = storageLogs == 'all' ? tableLogs : []

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-02-01' existing = {
  name: workspaceName
}

resource hostAccount 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  name: hostAccountName
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: hostSku
  properties: properties

  resource blobs 'blobServices' = {
    name: 'default'

    resource package 'containers' = {
      name: packageContainer
    }
  }
}

// No soft delete of bodies: what was erased for a person has to be gone.
resource dataAccount 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  name: dataAccountName
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: dataSku
  properties: dataProperties

  resource queueService 'queueServices' = {
    name: 'default'

    resource queue 'queues' = [for name in empty(queueAccountName) ? queues : []: { name: name }]
  }

  resource tableService 'tableServices' = {
    name: 'default'

    resource table 'tables' = [for name in tables: { name: name }]
  }

  resource blobService 'blobServices' = {
    name: 'default'
    properties: {
      deleteRetentionPolicy: { enabled: false }
      containerDeleteRetentionPolicy: { enabled: true, days: 7 } // a container deleted by mistake takes every body with it
    }

    resource container 'containers' = [for name in containers: { name: name }]
  }
}

resource queueAccount 'Microsoft.Storage/storageAccounts@2025-06-01' = if (!empty(queueAccountName)) {
  name: empty(queueAccountName) ? 'none' : queueAccountName
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: dataSku
  properties: properties

  resource queueService 'queueServices' = {
    name: 'default'

    resource queue 'queues' = [for name in queues: { name: name }]
  }
}

resource keyAccount 'Microsoft.Storage/storageAccounts@2025-06-01' = if (!empty(keyAccountName)) {
  name: empty(keyAccountName) ? 'none' : keyAccountName
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: dataSku
  properties: properties

  resource tableService 'tableServices' = {
    name: 'default'

    resource table 'tables' = { name: keyTable }
  }
}

// Only a safety net: PayHooks deletes a day's bodies itself, 14 days earlier. The names of a day's bodies begin with the day, 2026…;
// those that outlive their day are copied to kept/, which no rule touches.
resource lifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2025-06-01' = {
  parent: dataAccount
  name: 'default'
  properties: {
    policy: {
      rules: [
        {
          name: 'bodies-of-past-days'
          type: 'Lifecycle'
          enabled: true
          definition: {
            filters: { blobTypes: ['blockBlob'], prefixMatch: ['${containers[0]}/20'] }
            actions: { baseBlob: { delete: { daysAfterModificationGreaterThan: retentionDays + 14 } } }
          }
        }
      ]
    }
  }
}

// The type has had no newer version since, and no stable one that knows workspaces.
#disable-next-line use-recent-api-versions
resource dataTableLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = if (!empty(tableLogs)) {
  name: 'requests'
  scope: dataAccount::tableService
  properties: {
    workspaceId: workspace.id
    logs: [for category in tableLogs: { category: category, enabled: true }]
  }
}

#disable-next-line use-recent-api-versions
resource dataBlobLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = if (!empty(tableLogs)) {
  name: 'requests'
  scope: dataAccount::blobService
  properties: {
    workspaceId: workspace.id
    logs: [for category in tableLogs: { category: category, enabled: true }]
  }
}

#disable-next-line use-recent-api-versions
resource dataQueueLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = if (!empty(queueLogs)) {
  name: 'requests'
  scope: dataAccount::queueService
  properties: {
    workspaceId: workspace.id
    logs: [for category in queueLogs: { category: category, enabled: true }]
  }
}

#disable-next-line use-recent-api-versions
resource separateQueueLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = if (!empty(queueLogs) && !empty(queueAccountName)) {
  name: 'requests'
  scope: queueAccount::queueService
  properties: {
    workspaceId: workspace.id
    logs: [for category in queueLogs: { category: category, enabled: true }]
  }
}

#disable-next-line use-recent-api-versions
resource separateKeyLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = if (!empty(tableLogs) && !empty(keyAccountName)) {
  name: 'requests'
  scope: keyAccount::tableService
  properties: {
    workspaceId: workspace.id
    logs: [for category in tableLogs: { category: category, enabled: true }]
  }
}

// Keeps the accounts, not what is in them, so pruning goes on:
// https://learn.microsoft.com/azure/azure-resource-manager/management/lock-resources#considerations-before-applying-your-locks
resource dataLock 'Microsoft.Authorization/locks@2020-05-01' = if (deleteLock) {
  name: 'keep'
  scope: dataAccount
  properties: { level: 'CanNotDelete', notes: 'Events and payments. Remove this lock before you delete the account.' }
}

resource queueLock 'Microsoft.Authorization/locks@2020-05-01' = if (deleteLock && !empty(queueAccountName)) {
  name: 'keep'
  scope: queueAccount
  properties: { level: 'CanNotDelete', notes: 'Accepted deliveries. Remove this lock before you delete the account.' }
}

resource keyLock 'Microsoft.Authorization/locks@2020-05-01' = if (deleteLock && !empty(keyAccountName)) {
  name: 'keep'
  scope: keyAccount
  properties: { level: 'CanNotDelete', notes: 'Payments, and what recognizes repeats. Remove this lock before you delete the account.' }
}

output packageContainerUrl string = '${hostAccount.properties.primaryEndpoints.blob}${packageContainer}'
