// Where money moves: never asleep, in three zones, storage and vault closed to the public network, storage kept from deletion.
using 'main.bicep'

param environmentName = 'prod'
param alertEmails = ['payments-oncall@example.com']
param runbookUrl = 'https://github.com/example/payhooks/blob/main/RUNBOOK.md#'

param sources = [
  { name: 'chargily', provider: 'chargily', secrets: 1, silenceAfter: '06:00:00' }
  { name: 'portone', provider: 'portone', secrets: 1, silenceAfter: '06:00:00' }
  { name: 'shop_sg', provider: 'xanpay', secrets: 1, silenceAfter: '1.00:00:00' }
  { name: 'gateway', provider: 'x-signature', secrets: 1 }
]

param alwaysReadyInstances = 1
param maximumInstances = 100
param zoneRedundant = true
param privateNetwork = true
param deleteLock = true
param availabilityTest = true
param telemetryDays = 90
