const { sep } = require('path');
const { compileFunction } = require('vm');
const { default: Runtime } = require('jest-runtime');

const NODE_MODULES = `${sep}node_modules${sep}`;
const compiled = new Map();

/**
 * Loads packages once per worker instead of once per test file: loading aws-cdk-lib takes longer than most tests.
 * Modules of this repository are loaded anew for each file, as usual.
 */
module.exports = class SharedPackagesRuntime extends Runtime {
  constructor(...args) {
    super(...args);
    // Jest compiles for a context of its own; `instanceof` and strict equality need objects of packages and of tests to be of one realm.
    // What is compiled is the function around a module: calling it again evaluates the module again, without compiling it again.
    const { injectedModuleParameters } = this.executor;
    this.executor.compile = (source, filename) => {
      const known = compiled.get(filename);
      if (known?.source === source) return known.wrapper;
      const wrapper = compileFunction(source, injectedModuleParameters, { filename });
      compiled.set(filename, { source, wrapper });
      return wrapper;
    };
  }

  requireModule(from, name, options, isRequireActual) {
    if (name && !options?.isInternalModule && !this._resolution.isCoreModule(name)) {
      const path = this._resolution.resolveCjs(from, name);
      if (path.includes(NODE_MODULES)) return require(path);
    }
    return super.requireModule(from, name, options, isRequireActual);
  }
};
