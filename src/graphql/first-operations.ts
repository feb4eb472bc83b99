/** Shown in GraphiQL's first tab and printed at the start: works on every configuration. */
export const FIRST_QUERY = `# The newest models of all providers.
# Run it: Ctrl-Enter.
query NewestModels {
  models(first: 25) {
    nodes {
      id
      ref
      name
      status
      task
      createdAt
      can
    }
    pageInfo {
      hasNextPage
      endCursor
    }
    unavailable {
      provider {
        name
      }
      code
      message
    }
  }
}
`;

/** Second tab: starts something to watch. The editor shows about 50 columns beside its buttons. */
export const FIRST_MUTATION = `# Put the id of a model whose "can" holds DOWNLOAD
# into the variables below, then run.
mutation Start($id: ID!) {
  startDownload(input: { id: $id }) {
    id
    state
  }
}
`;

/** Third tab: runs as it is and shows every download as it moves. GraphiQL keeps to this tab while it runs. */
export const FIRST_SUBSCRIPTION = `# Run this, then start a download in a second window.
subscription Watch {
  downloadsChanged {
    state
    subject {
      ... on Model {
        ref
      }
      ... on Checkpoint {
        ref
      }
    }
    progress {
      percent
      receivedBytes
      totalBytes
      bytesPerSecond
    }
    error {
      code
      message
    }
    artifact {
      digest
      files {
        path
        url
      }
    }
  }
}
`;
