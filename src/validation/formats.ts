/** Names of Kubernetes objects (DNS subdomains) and of namespaces (DNS labels). */
export const OBJECT_NAME = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;
export const NAMESPACE_NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Ids of file systems, from the model of FSx. */
export const FILE_SYSTEM_ID = /^fs-[0-9a-f]{8,18}$/;
