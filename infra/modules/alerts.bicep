// Who is woken, and when: an alert for each way in which the promise may be about to break, and none that needs nobody. Each
// has a section in RUNBOOK.md under its own name.

@export()
@description('An address that alerts are POSTed to, https://learn.microsoft.com/azure/azure-monitor/alerts/action-groups#configure-authentication-for-secure-webhook.')
type AlertWebhook = {
  @description('Tells the addresses apart.')
  @minLength(1)
  name: string

  @description('https only. Everybody who may read the resource group sees it.')
  url: string

  @description('With Entra ID: the object id of the app registration that protects the address, whose tokens Azure Monitor then sends.')
  entraObjectId: string?

  @description('With Entra ID: its application id URI, api://….')
  entraIdentifierUri: string?
}

param location string
param tags { *: string }
param environmentName string
param workspaceName string

@description('PayHooks\' storage accounts, the main one first.')
param storageAccountNames string[]

param appName string
param actionGroupName string

@description('Who is written to.')
param emails string[]

@description('Where alerts are POSTed to.')
param webhooks AlertWebhook[]

@description('Whether /health is asked for from outside.')
param availabilityTest bool
param componentName string
param healthUrl string

@description('The runbook\'s address up to and with the # (or &anchor=); the alert\'s name follows.')
param runbookUrl string

// A query returns rows when somebody is needed, and none otherwise. Metrics arrive once a minute from every instance, are never
// sampled, and have their tags in Properties. A gauge arrives once for each sample, and samples are taken every five minutes by
// a timer that the platform wakes the app for; so they keep coming when it has scaled to zero, and 'watch-silent' tells when
// they do not.
var queries = [
  {
    name: 'unavailable'
    severity: 1
    what: 'Deliveries were answered 503: the provider will try again, but not for ever.'
    window: 'PT15M'
    frequency: 'PT5M'
    perSource: true
    query: '''
      AppMetrics
      | where Name == 'payhooks.deliveries' and tostring(Properties.outcome) == 'unavailable'
      | summarize answers = sum(Sum) by source = tostring(Properties.source), reason = tostring(Properties.reason)
      | where answers >= 5 or reason in ('secret_unusable', 'source_misconfigured')
    '''
  }
  {
    name: 'watch-silent'
    severity: 1
    what: 'The app has taken no sample of its store for half an hour: it does not run, or cannot reach the store.'
    window: 'P2D'
    frequency: 'PT15M'
    perSource: false
    query: '''
      AppMetrics
      | where Name == 'payhooks.dead_letters'
      | summarize sampled = max(TimeGenerated)
      | where sampled < ago(30m)
    '''
  }
  {
    name: 'event-lag'
    severity: 1
    what: 'Events start more than ten minutes after they are due, or are accepted and do not start at all.'
    window: 'PT30M'
    frequency: 'PT5M'
    perSource: false
    // Late for five minutes: the messages of one instance that was killed come back after ten, all at once. Not started, and
    // something always waiting: an instance that was killed may have taken what it measured with it.
    query: '''
      AppMetrics
      | where Name in ('payhooks.deliveries', 'payhooks.event.lag', 'payhooks.waiting')
      | summarize
          late = dcountif(bin(TimeGenerated, 1m), Name == 'payhooks.event.lag' and Max > 600),
          started = countif(Name == 'payhooks.event.lag'),
          waiting = minif(Sum, Name == 'payhooks.waiting'),
          accepted = sumif(Sum, Name == 'payhooks.deliveries' and tostring(Properties.outcome) == 'accepted' and TimeGenerated < ago(10m))
      | where late >= 5 or (accepted > 0 and started == 0 and waiting > 0)
    '''
  }
  {
    name: 'dead-letters'
    severity: 2
    what: 'Events have used up their attempts. They wait until the cause is fixed and they are replayed.'
    window: 'PT15M'
    frequency: 'PT5M'
    perSource: false
    query: '''
      AppMetrics
      | where Name == 'payhooks.dead_letters'
      | summarize arg_max(TimeGenerated, Sum)
      | where Sum > 0
    '''
  }
  {
    name: 'poison-messages'
    severity: 2
    what: 'The platform gave up on a message: the worker crashes on it, or cannot end it.'
    window: 'PT15M'
    frequency: 'PT5M'
    perSource: false
    query: '''
      AppMetrics
      | where Name == 'payhooks.poison_messages'
      | summarize messages = sum(Sum)
      | where messages > 0
    '''
  }
  {
    name: 'payment-flags'
    severity: 2
    what: 'A payment contradicts itself: paid twice, paid after it was canceled, refunded more than was paid, and the like.'
    window: 'PT15M'
    frequency: 'PT5M'
    perSource: true
    query: '''
      AppMetrics
      | where Name == 'payhooks.payment_flags'
      | extend source = tostring(Properties.source)
      | summarize raised = sum(Sum) by source
      | where raised > 0
    '''
  }
  {
    name: 'contradicted-events'
    severity: 2
    what: 'A provider\'s API contradicts a notice, which may be forged, or refuses the source\'s key, so that its events wait.'
    window: 'PT15M'
    frequency: 'PT5M'
    perSource: true
    query: '''
      AppMetrics
      | where Name == 'payhooks.confirmations' and tostring(Properties.outcome) in ('contradicted', 'key_refused')
      | summarize events = sum(Sum) by source = tostring(Properties.source), outcome = tostring(Properties.outcome)
      | where events > 0
    '''
  }
  {
    name: 'refusals'
    severity: 2
    what: 'A source refuses more than it usually does, or everything that looks genuine.'
    window: 'P2D'
    frequency: 'PT15M'
    perSource: true
    // Scanners send no signature, so a missing one says nothing.
    query: '''
      AppMetrics
      | where Name == 'payhooks.deliveries'
      | extend source = tostring(Properties.source), outcome = tostring(Properties.outcome), reason = tostring(Properties.reason)
      | where isnotempty(source) and reason != 'signature_missing'
      | extend recent = TimeGenerated > ago(1h)
      | summarize
          refused = sumif(Sum, recent and outcome == 'refused'),
          accepted = sumif(Sum, recent and outcome == 'accepted'),
          usual = sumif(Sum, not(recent) and outcome == 'refused') / 47
          by source
      | where (refused >= 20 and refused > 3 * usual) or (refused >= 3 and accepted == 0 and refused > 3 * usual)
    '''
  }
  {
    name: 'source-silent'
    severity: 2
    what: 'Nothing genuine has come for a source for longer than its SilenceAfter.'
    window: 'PT15M'
    frequency: 'PT15M'
    perSource: true
    query: '''
      AppMetrics
      | where Name == 'payhooks.source.overdue'
      | summarize arg_max(TimeGenerated, Sum) by source = tostring(Properties.source)
      | where Sum > 0
    '''
  }
  {
    name: 'reconcile-missed'
    severity: 2
    what: 'The provider\'s API reports what no webhook did. It was handled; its webhooks do not all arrive.'
    window: 'PT30M'
    frequency: 'PT15M'
    perSource: true
    query: '''
      AppMetrics
      | where Name == 'payhooks.reconcile.missed'
      | summarize missed = sum(Sum) by source = tostring(Properties.source)
      | where missed > 0
    '''
  }
  {
    name: 'reconcile-conflicts'
    severity: 2
    what: 'The provider\'s API contradicts what is stored: another state, another amount, or a payment that it does not know.'
    window: 'PT30M'
    frequency: 'PT15M'
    perSource: true
    query: '''
      AppMetrics
      | where Name == 'payhooks.reconcile.conflicts'
      | summarize conflicts = sum(Sum) by source = tostring(Properties.source)
      | where conflicts > 0
    '''
  }
  {
    name: 'reconcile-refused'
    severity: 2
    what: 'A provider\'s API refuses the key of a source, so what its webhooks miss is not found.'
    window: 'P1D'
    frequency: 'PT15M'
    perSource: true
    // Refused keys are tried less and less often, at last every six hours.
    query: '''
      AppMetrics
      | where Name == 'payhooks.reconcile.requests' and TimeGenerated > ago(7h)
      | extend outcome = tostring(Properties.outcome)
      | summarize refused = maxif(TimeGenerated, outcome == 'refused'), succeeded = maxif(TimeGenerated, outcome == 'succeeded')
          by source = tostring(Properties.source)
      | where isnotnull(refused) and (isnull(succeeded) or succeeded < refused)
    '''
  }
  {
    name: 'reconcile-behind'
    severity: 3
    what: 'A source has not been reconciled to the end for more than a day.'
    window: 'PT30M'
    frequency: 'PT15M'
    perSource: true
    query: '''
      AppMetrics
      | where Name == 'payhooks.reconcile.watermark_age'
      | summarize arg_max(TimeGenerated, Sum) by source = tostring(Properties.source)
      | where Sum > 86400
    '''
  }
  {
    name: 'endpoint-problem'
    severity: 1
    what: 'The webhook endpoint at a provider is deleted, disabled, has another URL, or lacks event types: nothing, or not everything, is sent.'
    window: 'PT15M'
    frequency: 'PT15M'
    perSource: true
    query: '''
      AppMetrics
      | where Name == 'payhooks.source.endpoint_problem'
      | summarize arg_max(TimeGenerated, Sum) by source = tostring(Properties.source)
      | where Sum > 0
    '''
  }
  {
    name: 'stray-queues'
    severity: 3
    what: 'Messages are in a queue that nothing reads: PayHooks__Queues was lowered, the queues moved to another account, or another app uses it.'
    window: 'PT15M'
    frequency: 'PT15M'
    perSource: false
    query: '''
      AppMetrics
      | where Name == 'payhooks.stray_messages'
      | summarize arg_max(TimeGenerated, Sum)
      | where Sum > 0
    '''
  }
  {
    name: 'old-secret'
    severity: 3
    what: 'A source has had a new secret for more than a day and the provider still signs with the old one.'
    window: 'P2D'
    frequency: 'PT1H'
    perSource: true
    query: '''
      AppMetrics
      | where Name == 'payhooks.secret.matched' and toint(Properties.secrets) > 1
      | extend newest = toint(Properties.index) == toint(Properties.secrets) - 1
      | summarize
          since = min(TimeGenerated),
          old = sumif(Sum, not(newest) and TimeGenerated > ago(1d)),
          new = sumif(Sum, newest and TimeGenerated > ago(1d))
          by source = tostring(Properties.source)
      | where since < ago(1d) and old > 0 and new == 0
    '''
  }
]

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-02-01' existing = {
  name: workspaceName
}

resource storageAccounts 'Microsoft.Storage/storageAccounts@2025-06-01' existing = [for name in storageAccountNames: { name: name }]

resource app 'Microsoft.Web/sites@2025-03-01' existing = {
  name: appName
}

resource actionGroup 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: actionGroupName
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'PayHooks'
    emailReceivers: [
      for email in emails: {
        name: email
        emailAddress: email
        useCommonAlertSchema: true
      }
    ]
    webhookReceivers: [
      for webhook in webhooks: union(
        { name: webhook.name, serviceUri: webhook.url, useCommonAlertSchema: true },
        webhook.?entraObjectId == null
          ? {}
          : { useAadAuth: true, objectId: webhook.?entraObjectId, identifierUri: webhook.?entraIdentifierUri ?? '', tenantId: tenant().tenantId }
      )
    ]
  }
}

resource queryAlerts 'Microsoft.Insights/scheduledQueryRules@2026-03-01' = [
  for alert in queries: {
    name: '${actionGroupName}-${alert.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: 'PayHooks ${environmentName}: ${alert.name}'
      description: '${alert.what} ${runbookUrl}${alert.name}'
      severity: alert.severity
      enabled: true
      autoMitigate: true
      scopes: [workspace.id]
      skipQueryValidation: true // the table is there only once something was measured
      windowSize: alert.window
      evaluationFrequency: alert.frequency
      criteria: {
        allOf: [
          {
            query: alert.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
            dimensions: alert.perSource ? [{ name: 'source', operator: 'Include', values: ['*'] }] : []
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: {
        actionGroups: [actionGroup.id]
        customProperties: { runbook: '${runbookUrl}${alert.name}' }
      }
    }
  }
]

// What the platform counts, for when the worker does not run at all.
resource serverErrors 'Microsoft.Insights/metricAlerts@2026-01-01' = {
  name: '${actionGroupName}-server-errors'
  location: 'global'
  tags: tags
  properties: {
    description: 'The app answered 5xx, its own 503 among them. ${runbookUrl}server-errors'
    severity: 1
    enabled: true
    autoMitigate: true
    scopes: [app.id]
    windowSize: 'PT15M'
    evaluationFrequency: 'PT5M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'server-errors'
          metricNamespace: 'Microsoft.Web/sites'
          metricName: 'Http5xx'
          timeAggregation: 'Total'
          operator: 'GreaterThan'
          threshold: 10
          skipMetricValidation: true // it has values only once there was a request
        }
      ]
    }
    actions: [{ actionGroupId: actionGroup.id }]
  }
}

// A single refusal is retried within the answer's time; many in a row become 503 and lag.
resource throttling 'Microsoft.Insights/metricAlerts@2026-01-01' = [
  for (name, index) in storageAccountNames: {
    name: '${actionGroupName}-storage-throttling${index == 0 ? '' : '-${index}'}'
    location: 'global'
    tags: tags
    properties: {
      description: 'Storage account ${name} turns requests away. ${runbookUrl}storage-throttling'
      severity: 3
      enabled: true
      autoMitigate: true
      scopes: [storageAccounts[index].id]
      windowSize: 'PT15M'
      evaluationFrequency: 'PT5M'
      criteria: {
        'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
        allOf: [
          {
            criterionType: 'StaticThresholdCriterion'
            name: 'storage-throttling'
            metricNamespace: 'Microsoft.Storage/storageAccounts'
            metricName: 'Transactions'
            timeAggregation: 'Total'
            operator: 'GreaterThan'
            threshold: 50
            dimensions: [
              {
                name: 'ResponseType'
                operator: 'Include'
                values: ['ServerBusyError', 'ClientThrottlingError', 'ClientAccountRequestThrottlingError', 'ClientAccountBandwidthThrottlingError']
              }
            ]
            skipMetricValidation: true
          }
        ]
      }
      actions: [{ actionGroupId: actionGroup.id }]
    }
  }
]

resource component 'Microsoft.Insights/components@2020-02-02' existing = {
  name: componentName
}

// The places are those of https://learn.microsoft.com/previous-versions/azure/azure-monitor/app/monitor-web-app-availability#location-population-tags
resource webTest 'Microsoft.Insights/webtests@2022-06-15' = if (availabilityTest) {
  name: '${actionGroupName}-health'
  location: location
  tags: union(tags, { 'hidden-link:${component.id}': 'Resource' }) // the portal shows the test at this component
  kind: 'standard'
  properties: {
    SyntheticMonitorId: '${actionGroupName}-health'
    Name: '${actionGroupName}-health'
    Enabled: true
    Kind: 'standard'
    Frequency: 300
    Timeout: 30
    RetryEnabled: true
    Locations: map(['emea-nl-ams-azr', 'emea-gb-db3-azr', 'us-va-ash-azr', 'us-ca-sjc-azr', 'apac-sg-sin-azr'], place => { Id: place })
    Request: { RequestUrl: healthUrl, HttpVerb: 'GET', ParseDependentRequests: false }
    ValidationRules: { ExpectedHttpStatusCode: 200, SSLCheck: true, SSLCertRemainingLifetimeCheck: 7 }
  }
}

resource unreachable 'Microsoft.Insights/metricAlerts@2026-01-01' = if (availabilityTest) {
  name: '${actionGroupName}-unreachable'
  location: 'global'
  tags: tags
  properties: {
    description: 'Two places or more got no 200 from /health. ${runbookUrl}unreachable'
    severity: 1
    enabled: true
    autoMitigate: true
    scopes: [webTest.id, component.id]
    windowSize: 'PT5M'
    evaluationFrequency: 'PT1M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria'
      webTestId: webTest.id
      componentId: component.id
      failedLocationCount: 2
    }
    actions: [{ actionGroupId: actionGroup.id }]
  }
}
