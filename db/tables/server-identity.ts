/** One row. */
export interface ServerIdentityTable {
  singleton: boolean;
  /** Names the history that the event log's positions belong to; changes when it is restored. */
  epoch: string;
  /** The database's lineage (see `readLineage`) when `epoch` was drawn. */
  lineage: string;
  /** 32 random bytes, base64url: keys the hashes of fingerprints and derives the setup token. */
  secret: string;
}
