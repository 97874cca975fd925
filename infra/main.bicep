// PayHooks on Azure, in one resource group: docs/deploy.md. Plain resources and no registry modules, so that a build needs
// nothing but the compiler and a version moves only when a line here does.
targetScope = 'resourceGroup'

import { AlertWebhook } from 'modules/alerts.bicep'
import { ForwardTarget, NotificationTarget, Source } from 'modules/sources.bicep'

@description('Short name of the environment, as dev or prod.')
@minLength(2)
@maxLength(8)
param environmentName string

param location string = resourceGroup().location

@description('The endpoints. How many secrets each has is said here; what they are is set in the vault.')
@minLength(1)
param sources Source[]

@description('Where every event is POSTed to, beside the handlers; empty for nowhere. Its secret, payhooks-forward in the vault, has to be set before the app starts.')
param forwardUrl string = ''

@description('Further targets, each with the sources and types it gets. The secret of target 1, payhooks-1-forward in the vault, has to be set before the app starts.')
param forwardTargets ForwardTarget[] = []

@description('Where people are notified (docs/operations.md). Addresses are secrets: that of target 1 is payhooks-1-notifications in the vault.')
param notifications NotificationTarget[] = []

@description('Days for which bodies and details of completed events are kept: PayHooks__Retention, and a rule of storage that follows it.')
@minValue(1)
@maxValue(3650)
param retentionDays int = 35

@description('Further settings of PayHooks (docs/configuration.md), as { PayHooks__AckTimeout: \'00:00:03\' }. For the retention, see retentionDays.')
param settings { *: string } = {}

@description('Who is written to when an alert fires.')
param alertEmails string[]

@description('Addresses that alerts are POSTed to as well, in the common alert schema. They are not secrets: do not put a key into one.')
param alertWebhooks AlertWebhook[] = []

@description('Asks for /health from outside every five minutes, and alerts when two places get no 200. Wakes an app that has scaled to zero; each request is billed.')
param availabilityTest bool = false

@description('The address of RUNBOOK.md, up to and with what stands before an anchor; the alert\'s name follows.')
param runbookUrl string

@description('Instances that never sleep: so many for the webhook, and as many for each queue. 0 scales to zero; the first delivery then waits for a start.')
@minValue(0)
@maxValue(20)
param alwaysReadyInstances int = 0

@description('How far the webhook, and each queue, may scale out.')
@minValue(1)
@maxValue(1000)
param maximumInstances int = 40

@description('How many queues the deliveries are spread over: one carries some 600 events a second. Can be changed at any time.')
@minValue(1)
@maxValue(16)
param queues int = 1

@description('How a deployment replaces instances. RollingUpdate, which Azure calls a preview, ends none while it works; two versions then run side by side (docs/reliability.md).')
param siteUpdateStrategy 'Recreate' | 'RollingUpdate' = 'Recreate'

@description('Memory of an instance, and with it most of the price. 512 is enough for bodies of a few MiB.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 512

@description('Spreads instances and copies of the data over three zones, where the region has them. Storage cannot be changed later.')
param zoneRedundant bool = false

@description('Copies the data to the paired region too, minutes later: after the loss of a region, the newest events may be missing there (RUNBOOK.md).')
param geoRedundant bool = false

@description('A storage account of its own for the queues: for more than 2,000 events a second (docs/scale.md). Messages move there by themselves.')
param separateQueueAccount bool = false

@description('A storage account of its own for the table that recognizes repeats and payments. Choose before the first delivery: rows do not move by themselves.')
param separateKeyAccount bool = false

@description('Keeps PayHooks\' storage accounts from being deleted. The deployment then needs the right to write locks (docs/deploy.md).')
param deleteLock bool = false

@description('Requests to PayHooks\' storage accounts that are logged: deletes of rows, tables and blobs, or all, which is one log entry for every request.')
param storageLogs 'none' | 'deletes' | 'all' = 'deletes'

@description('Reaches storage and vault through a network of the app\'s own and closes them to the public one. Needs the provider Microsoft.App registered.')
param privateNetwork bool = false

@description('Address range of that network.')
param networkPrefix string = '10.20.0.0/24'

@description('Addresses from which people, and the pipeline\'s smoke test, reach the vault when it is closed.')
param operatorIpRanges string[] = []

@description('Ranges that reach the app at all: those of every provider, of operators and of the pipeline. Everybody when empty.')
param allowedIpRanges string[] = []

@description('Object ids of the people or groups who set the sources\' secrets.')
param secretOfficers string[] = []

@description('Object id of the principal of the smoke test, which may read the secrets of the sources it sends to, and nothing else; empty for none. Set it once those secrets exist.')
param smokeTestPrincipalId string = ''

@description('Client id of the app registration with which people sign in to API and console, with the roles of infra/app-roles.json (docs/deploy.md). Empty: function keys only.')
param entraClientId string = ''

@description('With sign-in: whether machines that have no identity in Entra ID use a key. Its secret, payhooks-admin in the vault, has to be set before the app starts.')
param machineKey bool = false

@description('Days for which telemetry is kept.')
@minValue(30)
@maxValue(730)
param telemetryDays int = 30

param tags { *: string } = { app: 'payhooks', environment: environmentName }

// The samples are those of a provider's default scheme.
var smokeTestSources = filter(sources, source => source.?scheme == null)

var unique = uniqueString(resourceGroup().id, environmentName)
var names = {
  app: 'payhooks-${environmentName}-${take(unique, 6)}'
  plan: 'plan-payhooks-${environmentName}'
  identity: 'id-payhooks-${environmentName}'
  hostAccount: 'payhost${unique}'
  dataAccount: 'paydata${unique}'
  queueAccount: separateQueueAccount ? 'payqueue${unique}' : ''
  keyAccount: separateKeyAccount ? 'paykeys${unique}' : ''
  vault: 'pay-${unique}'
  workspace: 'log-payhooks-${environmentName}'
  component: 'appi-payhooks-${environmentName}'
  network: 'vnet-payhooks-${environmentName}'
  actionGroup: 'payhooks-${environmentName}'
}

module monitoring 'modules/monitoring.bicep' = {
  params: {
    location: location
    tags: tags
    workspaceName: names.workspace
    componentName: names.component
    retentionInDays: telemetryDays
  }
}

module storage 'modules/storage.bicep' = {
  params: {
    location: location
    tags: tags
    hostAccountName: names.hostAccount
    dataAccountName: names.dataAccount
    queueAccountName: names.queueAccount
    keyAccountName: names.keyAccount
    workspaceName: names.workspace
    queueCount: queues
    zoneRedundant: zoneRedundant
    geoRedundant: geoRedundant
    privateNetwork: privateNetwork
    deleteLock: deleteLock
    retentionDays: retentionDays
    storageLogs: storageLogs
  }
  dependsOn: [monitoring]
}

module vault 'modules/vault.bicep' = {
  params: {
    location: location
    tags: tags
    vaultName: names.vault
    workspaceName: names.workspace
    privateNetwork: privateNetwork
    operatorIpRanges: operatorIpRanges
  }
  dependsOn: [monitoring]
}

module access 'modules/access.bicep' = {
  params: {
    location: location
    tags: tags
    identityName: names.identity
    hostAccountName: names.hostAccount
    dataAccountName: names.dataAccount
    queueAccountName: names.queueAccount
    keyAccountName: names.keyAccount
    vaultName: names.vault
    componentName: names.component
    secretOfficers: secretOfficers
    smokeTestPrincipalId: smokeTestPrincipalId
    smokeTestSources: empty(smokeTestPrincipalId) ? [] : smokeTestSources
  }
  dependsOn: [monitoring, storage, vault]
}

module network 'modules/network.bicep' = if (privateNetwork) {
  params: {
    location: location
    tags: tags
    networkName: names.network
    addressPrefix: networkPrefix
    hostAccountName: names.hostAccount
    dataAccountName: names.dataAccount
    queueAccountName: names.queueAccount
    keyAccountName: names.keyAccount
    vaultName: names.vault
  }
  dependsOn: [storage, vault]
}

// After the roles: an app that may not read its storage yet does not start.
module app 'modules/app.bicep' = {
  params: {
    location: location
    tags: tags
    planName: names.plan
    appName: names.app
    identityName: names.identity
    hostAccountName: names.hostAccount
    dataAccountName: names.dataAccount
    queueAccountName: names.queueAccount
    keyAccountName: names.keyAccount
    componentName: names.component
    packageContainerUrl: storage.outputs.packageContainerUrl
    vaultUri: vault.outputs.vaultUri
    sources: sources
    forwardUrl: forwardUrl
    forwardTargets: forwardTargets
    notifications: notifications
    retentionDays: retentionDays
    settings: contains(settings, 'PayHooks__Retention') ? fail('Set retentionDays instead of PayHooks__Retention, so that the rule of storage follows it') : settings
    queueCount: queues
    alwaysReadyInstances: alwaysReadyInstances
    maximumInstances: maximumInstances
    instanceMemoryMB: instanceMemoryMB
    zoneRedundant: zoneRedundant
    appSubnetId: network.?outputs.appSubnetId ?? ''
    allowedIpRanges: allowedIpRanges
    availabilityTest: availabilityTest
    siteUpdateStrategy: siteUpdateStrategy
    entraClientId: entraClientId
    machineKey: machineKey
  }
  dependsOn: [access]
}

module alerts 'modules/alerts.bicep' = {
  params: {
    location: location
    tags: tags
    environmentName: environmentName
    workspaceName: names.workspace
    storageAccountNames: filter([names.dataAccount, names.queueAccount, names.keyAccount], name => !empty(name))
    appName: names.app
    actionGroupName: names.actionGroup
    emails: contains(alertEmails, '') ? fail('An address in alertEmails is empty. With azd, set it: azd env set PAYHOOKS_ALERT_EMAIL you@example.com') : alertEmails
    webhooks: alertWebhooks
    runbookUrl: runbookUrl
    availabilityTest: availabilityTest
    componentName: names.component
    healthUrl: 'https://${app.outputs.hostName}/health'
  }
}

module workbook 'modules/workbook.bicep' = {
  params: {
    location: location
    tags: tags
    environmentName: environmentName
    workspaceName: names.workspace
  }
  dependsOn: [monitoring]
}

output appName string = names.app
output vaultName string = names.vault
output workspaceId string = monitoring.outputs.workspaceId

@description('Where `azd env set-secret` offers to store secrets: https://github.com/Azure/azure-dev/blob/main/cli/azd/cmd/env.go')
output AZURE_RESOURCE_VAULT_ID string = resourceId('Microsoft.KeyVault/vaults', names.vault)

output url string = 'https://${app.outputs.hostName}'
output webhookUrls string[] = [for source in sources: 'https://${app.outputs.hostName}/webhooks/${source.name}']

@description('The app registration of the sign-in, for the smoke test; empty without sign-in.')
output entraClientId string = entraClientId

@description('What the smoke test sends to.')
output smokeTestSources string[] = map(smokeTestSources, source => '${source.name}:${source.provider}')
