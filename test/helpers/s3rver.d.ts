declare module 's3rver' {
  /** The part of s3rver that tests use; it comes without types. */
  export default class S3rver {
    constructor(options: { port: number; address: string; silent: boolean; directory: string });
    run(): Promise<{ readonly port: number }>;
    close(): Promise<void>;
  }
}
