// Loaded before jsii-rosetta, which keeps the assemblies of three packages in memory. The examples use five: without
// this, it reads the assembly of the CDK again for most names of every example in every language.
const assemblies = require('../node_modules/jsii-rosetta/lib/jsii/assemblies');

const { findTypeLookupAssembly } = assemblies;
const known = new Map();
assemblies.findTypeLookupAssembly = file => {
  const [folder] = /^.*\/node_modules\/(@[^/]+\/)?[^/]+(?=\/)/.exec(file) ?? [process.cwd()];
  if (!known.has(folder)) {
    known.set(folder, findTypeLookupAssembly(file));
  }
  return known.get(folder);
};
