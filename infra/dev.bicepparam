// A place to try things: scales to zero, open network, test secrets.
using 'main.bicep'

param environmentName = 'dev'
param alertEmails = ['payments-dev@example.com']
param runbookUrl = 'https://github.com/example/payhooks/blob/main/RUNBOOK.md#'

param sources = [
  { name: 'chargily', provider: 'chargily', secrets: 1 }
  { name: 'portone', provider: 'portone', secrets: 1 }
  { name: 'shop_sg', provider: 'xanpay', secrets: 1 }
  { name: 'gateway', provider: 'x-signature', secrets: 1 }
]
