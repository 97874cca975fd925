// Two accounts: one for the Functions host and the deployed package, one for PayHooks. They load and fail apart, and the
// identity's rights on the host's containers say nothing about the events.

param location string
param tags { *: string }

@description('Account of the Functions host.')
param hostAccountName string

@description('Account of queues, tables and bodies.')
param dataAccountName string

@description('How many queues the deliveries are spread over.')
param queueCount int

@description('Copies in three zones instead of one.')
param zoneRedundant bool

@description('Closes both accounts to the public network; private endpoints then lead there.')
param privateNetwork bool

// The names are those of src/PayHooks.AzureStorage/AzureStoreClients.cs and EventQueues.cs. The app would make what is missing; made here,
// it exists before the first start and shows in what-if.
var queueNames = [for number in range(0, queueCount): number == 0 ? 'webhook-events' : 'webhook-events-${number}']
var queues = flatten(map(queueNames, name => [name, '${name}-poison']))
var tables = ['payhookskeys', 'payhookskept', 'payhooksstate'] // those of the days are created and dropped by the app
var containers = ['webhook-bodies']
var packageContainer = 'app-package'

var sku = { name: zoneRedundant ? 'Standard_ZRS' : 'Standard_LRS' }
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

resource hostAccount 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  name: hostAccountName
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: sku
  properties: properties

  resource blobs 'blobServices' = {
    name: 'default'

    resource package 'containers' = {
      name: packageContainer
    }
  }
}

// No lifecycle rule deletes or moves bodies: a record may name one for as long as it is dead, and PayHooks prunes them itself.
// No soft delete either: what was erased for a person has to be gone.
resource dataAccount 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  name: dataAccountName
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: sku
  properties: properties

  resource queueService 'queueServices' = {
    name: 'default'

    resource queue 'queues' = [for name in queues: { name: name }]
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

output packageContainerUrl string = '${hostAccount.properties.primaryEndpoints.blob}${packageContainer}'
