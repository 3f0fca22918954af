/**
 * Creates a directory of a Lustre file system and sets its owner, permissions and quota. A second run changes only what
 * differs.
 *
 * Environment: ROOT, the mount path of the file system; DIRECTORY, a path below it; OWNER (`user:group`) and MODE,
 * optional; STRIPES, the number of disks of new files, optional; PROJECT, QUOTA_KIB and FILES for a quota, where 0 means no limit.
 *
 * The limits are set before the directory is assigned to the project, so that they apply to concurrent writes
 * immediately. Kubernetes replaces `$$` in a command by one dollar sign and `$(NAME)` by a variable, so the script
 * contains neither. Its text, including comments, is hashed into the name of the Job.
 */
export const SHARE_SCRIPT = `set -euo pipefail
: "\${ROOT:?}" "\${DIRECTORY:?}" "\${OWNER:=}" "\${MODE:=}" "\${STRIPES:=}" "\${PROJECT:=}" "\${QUOTA_KIB:=0}" "\${FILES:=0}"

fail() {
  printf 'error: %s\\n' "$*" >&2
  exit 1
}

# A link on the way could lead into the directory of another team.
make_directory() {
  local path=$ROOT part parts
  IFS=/ read -r -a parts <<< "$DIRECTORY"
  for part in "\${parts[@]}"; do
    path=$path/$part
    [[ ! -L $path ]] || fail "'$path' is a symbolic link. Fix: remove it, or share the directory that it leads to."
    [[ -d $path ]] || mkdir -m 0755 -- "$path" || fail "cannot make '$path'. Fix: see that the file system is not full, and that its rootSquash spares this node."
  done
  TARGET=$path
}

set_owner() {
  [[ -z $OWNER ]] || chown -- "$OWNER" "$TARGET" || fail "cannot give '$TARGET' to $OWNER. Fix: see that the rootSquash of the file system spares this node."
  [[ -z $MODE ]] || chmod -- "$MODE" "$TARGET"
}

install_lfs() {
  command -v lfs > /dev/null && return
  command -v dnf > /dev/null || fail 'the image has neither lfs nor dnf to install it: use Amazon Linux 2023, or an image with the Lustre client.'
  dnf install -y -q lustre-client || fail 'cannot install lustre-client: without a way to the package repositories, use an image that has it.'
}

# The project of the directory, as in "    1001 P /volume/vision"; 0 is none.
set_quota() {
  local current rest
  read -r current rest < <(lfs project -d "$TARGET") || fail "lfs does not tell the project of '$TARGET'. Fix: a file system of FSx for Lustre 2.15."
  [[ $current == 0 || $current == "$PROJECT" ]] \\
    || fail "'$TARGET' counts for the project $current already. Fix: set projectId to it, or clear it with lfs project -C -r."
  lfs setquota -p "$PROJECT" -b 0 -B "$QUOTA_KIB" -i 0 -I "$FILES" "$ROOT" || fail "cannot set the quota. Fix: see that the rootSquash of the file system spares this node."
  lfs project -p "$PROJECT" -s -r "$TARGET" || fail "cannot count '$TARGET' for the project $PROJECT."
}

make_directory
set_owner
if [[ -n $STRIPES ]]; then
  install_lfs
  lfs setstripe -c "$STRIPES" "$TARGET" || fail "cannot set the stripe count of '$TARGET' to $STRIPES."
fi
if [[ -n $PROJECT ]]; then
  install_lfs
  set_quota
  printf 'project %s: %s KiB, %s files (0 is no limit)\\n' "$PROJECT" "$QUOTA_KIB" "$FILES"
fi
printf 'ready: %s\\n' "$TARGET"
`;
