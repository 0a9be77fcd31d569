// Stands in a bundle for packages that the code only reaches for in ways we never use: a TypeScript
// compiler to serialise closures, a package tree to find the modules of serialised closures.
module.exports = {};
