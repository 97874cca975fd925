// Where telemetry goes: a workspace, and Application Insights on it. Only identities may send.

param location string
param tags { *: string }
param workspaceName string
param componentName string

@description('How long telemetry is kept. The events themselves are in the tables, not here.')
@minValue(30)
@maxValue(730)
param retentionInDays int

// No daily cap: behind a cap the alerts are blind.
resource workspace 'Microsoft.OperationalInsights/workspaces@2025-02-01' = {
  name: workspaceName
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: retentionInDays
    features: { disableLocalAuth: true }
  }
}

resource component 'Microsoft.Insights/components@2020-02-02' = {
  name: componentName
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    DisableLocalAuth: true
    WorkspaceResourceId: workspace.id
  }
}

@description('What queries name the workspace by.')
output workspaceId string = workspace.properties.customerId
