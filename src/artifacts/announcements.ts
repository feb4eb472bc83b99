/** Tells other replicas which artifacts have changed, and hears it from them. What is lost on the way is found out otherwise. */
export interface Announcements {
  tell(artifactId: string): void;
  /** Has what others tell heard until the function that it gives is called. */
  listen(onChanged: (artifactId: string) => void): () => void;
}
