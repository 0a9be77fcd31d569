// Stands in a bundle for `undici`, of which Node has its own: a request through a proxy is Node's with
// NODE_USE_ENV_PROXY=1, for the AWS SDK as well. The toolkit makes a ProxyAgent when it sees a proxy in
// the environment; nothing of ours hands it to a request.
module.exports = { ProxyAgent: class ProxyAgent {}, fetch: globalThis.fetch };
