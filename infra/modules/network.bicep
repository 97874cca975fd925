// A network of the app's own: out through a delegated subnet, to storage and vault through private endpoints. The webhook
// itself stays public: providers come from the internet.

param location string
param tags { *: string }
param networkName string

@description('At least a /26; the app gets one half of it, the private endpoints the other.')
param addressPrefix string
param hostAccountName string
param dataAccountName string

@description('Account of the queues; empty for the data account.')
param queueAccountName string

@description('Account of the key table; empty for the data account.')
param keyAccountName string
param vaultName string

var zoneNames = {
  blob: 'privatelink.blob.${environment().suffixes.storage}'
  queue: 'privatelink.queue.${environment().suffixes.storage}'
  table: 'privatelink.table.${environment().suffixes.storage}'
  vault: 'privatelink${replace(environment().suffixes.keyvaultDns, '.vault.', '.vaultcore.')}'
}
var endpoints = concat(
  [
    { name: 'host-blob', service: 'blob' }
    { name: 'host-table', service: 'table' }
    { name: 'data-blob', service: 'blob' }
    { name: 'data-queue', service: 'queue' }
    { name: 'data-table', service: 'table' }
    { name: 'vault', service: 'vault' }
  ],
  empty(queueAccountName) ? [] : [{ name: 'queues-queue', service: 'queue' }],
  empty(keyAccountName) ? [] : [{ name: 'keys-table', service: 'table' }]
)

resource hostAccount 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: hostAccountName
}

resource dataAccount 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: dataAccountName
}

resource queueAccount 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: empty(queueAccountName) ? dataAccountName : queueAccountName
}

resource keyAccount 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: empty(keyAccountName) ? dataAccountName : keyAccountName
}

resource vault 'Microsoft.KeyVault/vaults@2025-05-01' existing = {
  name: vaultName
}

var targets = {
  host: hostAccount.id
  data: dataAccount.id
  queues: queueAccount.id
  keys: keyAccount.id
  vault: vault.id
}

var halfPrefixLength = int(last(split(addressPrefix, '/'))) + 1

resource network 'Microsoft.Network/virtualNetworks@2025-01-01' = {
  name: networkName
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: [addressPrefix] }
    subnets: [
      {
        name: 'app'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, halfPrefixLength, 0)
          delegations: [{ name: 'flex', properties: { serviceName: 'Microsoft.App/environments' } }]
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, halfPrefixLength, 1)
          privateEndpointNetworkPolicies: 'Disabled'
        }
      }
    ]
  }

  resource appSubnet 'subnets' existing = {
    name: 'app'
  }

  resource endpointSubnet 'subnets' existing = {
    name: 'endpoints'
  }
}

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for zone in items(zoneNames): {
    name: zone.value
    location: 'global'
    tags: tags
  }
]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (zone, index) in items(zoneNames): {
    parent: zones[index]
    name: networkName
    location: 'global'
    properties: {
      registrationEnabled: false
      virtualNetwork: { id: network.id }
    }
  }
]

resource privateEndpoints 'Microsoft.Network/privateEndpoints@2025-01-01' = [
  for endpoint in endpoints: {
    name: '${networkName}-${endpoint.name}'
    location: location
    tags: tags
    properties: {
      subnet: { id: network::endpointSubnet.id }
      privateLinkServiceConnections: [
        {
          name: endpoint.name
          properties: {
            privateLinkServiceId: targets[split(endpoint.name, '-')[0]]
            groupIds: [endpoint.service]
          }
        }
      ]
    }
  }
]

// The endpoint's address in the zone of its service.
resource zoneGroups 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-01-01' = [
  for (endpoint, index) in endpoints: {
    parent: privateEndpoints[index]
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [
        {
          name: endpoint.service
          properties: { privateDnsZoneId: resourceId('Microsoft.Network/privateDnsZones', zoneNames[endpoint.service]) }
        }
      ]
    }
    dependsOn: [zones]
  }
]

output appSubnetId string = network::appSubnet.id
