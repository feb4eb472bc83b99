/** Where replicas whose key files are apart exchange their keys. */
export interface KeyExchange {
  /** Gives the file the keys that others have, and others those of the file. False, and no error, when they are out of reach. */
  exchange(): Promise<boolean>;
  /** Has something done when the file has got news. */
  onNews(callback: () => void): void;
  /** Ends it. Resolves when nothing changes the file any more. */
  close(): Promise<void>;
}
