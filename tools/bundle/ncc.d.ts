declare module '@vercel/ncc' {
  interface Options {
    readonly cache: false;
    readonly externals: Readonly<Record<string, string>>;
    readonly filterAssetBase: string;
    readonly minify: boolean;
    readonly license: string;
    readonly mainFields: readonly string[];
    readonly quiet: boolean;
    readonly sourceMap: boolean;
    readonly target: string;
  }
  interface Asset {
    readonly source: string | Uint8Array;
  }
  interface Result {
    readonly code: string;
    readonly assets: Readonly<Record<string, Asset>>;
  }
  export default function ncc(input: string, options: Options): Promise<Result>;
}
