// The function app on Flex Consumption, and every setting it has.

import { ForwardTarget, NotificationTarget, Source, notificationSettingsOf, secretReference, settingsOf, targetSettingsOf } from 'sources.bicep'

param location string
param tags { *: string }
param planName string
param appName string
param identityName string
param hostAccountName string
param dataAccountName string

@description('Account of the queues; empty for the data account.')
param queueAccountName string

@description('Account of the key table; empty for the data account.')
param keyAccountName string
param componentName string
param packageContainerUrl string
param vaultUri string
param sources Source[]

@description('Where every event is POSTed to; empty for nowhere. Its secret is payhooks-forward in the vault.')
param forwardUrl string

@description('Further targets, with filters.')
param forwardTargets ForwardTarget[]

@description('Where people are notified.')
param notifications NotificationTarget[]

@description('Days for which bodies and details of completed events are kept.')
param retentionDays int

@description('Further settings of PayHooks, as PayHooks__AckTimeout.')
param settings { *: string }

@description('How many queues the deliveries are spread over.')
param queueCount int

@description('Instances that are always there for the webhook, and as many for each queue.')
param alwaysReadyInstances int
param maximumInstances int
param instanceMemoryMB int
param zoneRedundant bool

@description('Subnet that the app reaches storage and vault through; empty for none.')
param appSubnetId string

@description('Ranges that reach the app; everybody when empty.')
param allowedIpRanges string[]

@description('Whether Application Insights asks for /health, which needs a way in where ranges are set.')
param availabilityTest bool

@description('How a deployment replaces instances.')
param siteUpdateStrategy 'Recreate' | 'RollingUpdate'

@description('App registration of the sign-in; empty for none.')
param entraClientId string

@description('Whether machines use a key where people sign in: payhooks-admin in the vault.')
param machineKey bool

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

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

resource component 'Microsoft.Insights/components@2020-02-02' existing = {
  name: componentName
}

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: {
    reserved: true // Linux
    zoneRedundant: zoneRedundant
  }
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: appName
  location: location

  // By this tag, `azd deploy` finds the app of the service `api` in azure.yaml:
  // https://learn.microsoft.com/azure/developer/azure-developer-cli/azd-schema
  tags: union(tags, { 'azd-service-name': 'api' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identity.id}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identity.id
    virtualNetworkSubnetId: empty(appSubnetId) ? null : appSubnetId
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packageContainerUrl
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identity.id
          }
        }
      }
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      // https://learn.microsoft.com/azure/azure-functions/flex-consumption-site-updates: since API version 2024-11-01.
      #disable-next-line BCP037 // the compiler's types lack it
      siteUpdateStrategy: { type: siteUpdateStrategy }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstances

        // A webhook waits for one write and little else: a burst is taken by the instance that is there, before others start.
        triggers: { http: { perInstanceConcurrency: 16 } }
        alwaysReady: alwaysReadyInstances == 0
          ? []
          : concat(
              [{ name: 'http', instanceCount: alwaysReadyInstances }],
              map(range(0, queueCount), number => {
                name: 'function:ProcessEvent${number == 0 ? '' : string(number)}'
                instanceCount: alwaysReadyInstances
              })
            )
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      ftpsState: 'Disabled'
      http20Enabled: true

      // An additional fence, never the only check: the union of all providers' ranges, and what is genuine is told by the
      // signature. Operators, the pipeline and whatever asks for /health need to be in it too.
      ipSecurityRestrictionsDefaultAction: empty(allowedIpRanges) ? 'Allow' : 'Deny'
      ipSecurityRestrictions: concat(
        map(allowedIpRanges, (address, index) => {
          name: 'allowed-${index}'
          action: 'Allow'
          ipAddress: address
          priority: 100 + index
        }),
        // https://learn.microsoft.com/azure/azure-monitor/app/availability#testing-behind-a-firewall
        empty(allowedIpRanges) || !availabilityTest
          ? []
          : [{ name: 'availability-test', action: 'Allow', ipAddress: 'ApplicationInsightsAvailability', tag: 'ServiceTag', priority: 99 }]
      )
      scmIpSecurityRestrictionsUseMain: false // deployments come from elsewhere, and prove an identity
    }
  }

  // Deployments prove an identity, too; there are no passwords.
  resource ftp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource scm 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }

  // Everybody reaches the app, because providers and /health sign in nowhere and a list of excluded paths would decide whether webhooks
  // arrive. The platform says who has signed in, in headers that no caller can set, and the app requires a role for each operation of its
  // API (SignInGuard). Without a client secret, App Service takes the ID token from the sign-in itself.
  // https://learn.microsoft.com/azure/app-service/overview-authentication-authorization#authorization-behavior
  // https://learn.microsoft.com/azure/app-service/configure-authentication-provider-aad
  resource authentication 'config' = if (!empty(entraClientId)) {
    name: 'authsettingsV2'
    properties: {
      platform: { enabled: true }
      globalValidation: {
        requireAuthentication: false
        unauthenticatedClientAction: 'AllowAnonymous'
      }
      httpSettings: { requireHttps: true }
      identityProviders: {
        azureActiveDirectory: {
          enabled: true
          registration: {
            clientId: entraClientId
            openIdIssuer: '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'
          }
          validation: { allowedAudiences: [entraClientId, 'api://${entraClientId}'] }
        }
      }
      login: { tokenStore: { enabled: false } } // the app calls nobody for the person who has signed in
    }
  }

  // No FUNCTIONS_WORKER_RUNTIME, FUNCTIONS_EXTENSION_VERSION or WEBSITE_…: on this plan functionAppConfig says it.
  resource appSettings 'config' = {
    name: 'appsettings'
    properties: union(
      {
        AzureWebJobsStorage__blobServiceUri: hostAccount.properties.primaryEndpoints.blob
        AzureWebJobsStorage__tableServiceUri: hostAccount.properties.primaryEndpoints.table
        AzureWebJobsStorage__credential: 'managedidentity'
        AzureWebJobsStorage__clientId: identity.properties.clientId

        PayHooksStorage__blobServiceUri: dataAccount.properties.primaryEndpoints.blob
        PayHooksStorage__queueServiceUri: dataAccount.properties.primaryEndpoints.queue
        PayHooksStorage__tableServiceUri: dataAccount.properties.primaryEndpoints.table
        PayHooksStorage__credential: 'managedidentity'
        PayHooksStorage__clientId: identity.properties.clientId

        APPLICATIONINSIGHTS_CONNECTION_STRING: component.properties.ConnectionString
        APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'Authorization=AAD;ClientId=${identity.properties.clientId}'

        FUNCTIONS_REQUEST_BODY_SIZE_LIMIT: '16777216'
        PayHooks__Queues: string(queueCount)
        PayHooks__Retention: '${retentionDays}.00:00:00'
      },
      empty(queueAccountName)
        ? {}
        : {
            PayHooksQueueStorage__queueServiceUri: queueAccount!.properties.primaryEndpoints.queue
            PayHooksQueueStorage__credential: 'managedidentity'
            PayHooksQueueStorage__clientId: identity.properties.clientId
          },
      empty(keyAccountName)
        ? {}
        : {
            PayHooksKeyStorage__tableServiceUri: keyAccount!.properties.primaryEndpoints.table
            PayHooksKeyStorage__credential: 'managedidentity'
            PayHooksKeyStorage__clientId: identity.properties.clientId
          },
      empty(forwardUrl)
        ? {}
        : {
            PayHooks__Forward__Url: forwardUrl
            PayHooks__Forward__Secret: secretReference(vaultUri, 'payhooks-forward')
          },
      empty(entraClientId)
        ? {}
        : union(
            { PayHooks__SignIn: 'true' },
            machineKey ? { PayHooks__AdminKey: secretReference(vaultUri, 'payhooks-admin') } : {}
          ),
      targetSettingsOf(forwardTargets, vaultUri),
      notificationSettingsOf(notifications, vaultUri),
      settingsOf(sources, vaultUri),
      settings
    )
  }
}

output hostName string = app.properties.defaultHostName
