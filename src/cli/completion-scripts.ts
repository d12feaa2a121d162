// What shells run: they ask the program itself, so that a script is right for every version of it.

export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

const functionOf = (name: string): string => `_${name.replaceAll(/\W/g, "_")}`;

const bash = (name: string): string => `# ${name}: completion for bash
${functionOf(name)}() {
  local line kind= current="\${COMP_WORDS[COMP_CWORD]}"
  COMPREPLY=()
  while IFS= read -r line; do
    case "$line" in
      :*) kind="$line" ;;
      *) COMPREPLY+=("\${line%%$'\\t'*}") ;;
    esac
  done < <("\${COMP_WORDS[0]}" __complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  if [ "$kind" = :files ]; then
    [ "$current" = = ] && current=
    compopt -o filenames 2>/dev/null
    while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$current")
  fi
}
complete -F ${functionOf(name)} ${name}
`;

const zsh = (name: string): string => `#compdef ${name}
# ${name}: completion for zsh
${functionOf(name)}() {
  local line kind=
  local -a found
  for line in "\${(@f)$("\${words[1]}" __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    case "$line" in
      :*) kind="$line" ;;
      ?*) found+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}") ;;
    esac
  done
  if [[ "$kind" = :files ]]; then
    [[ "\${words[CURRENT]}" = --*=* ]] && compset -P '*='
    _files
  else
    (( \${#found} )) && _describe -- '${name}' found
  fi
}
compdef ${functionOf(name)} ${name}
`;

const fish = (name: string): string => `# ${name}: completion for fish
function ${functionOf(name)}
  set -l words (commandline -opc) (commandline -ct)
  set -l found ($words[1] __complete -- $words[2..-1] 2>/dev/null)
  set -l current (commandline -ct)
  if test "$found[-1]" = :files
    if string match -qr -- '^--[^=]+=' $current
      set -l option (string replace -r -- '=.*' '=' $current)
      __fish_complete_path (string replace -r -- '^[^=]*=' '' $current) | string replace -r -- '^' $option
    else
      __fish_complete_path $current
    end
  else
    string match -v -- ':*' $found
  end
end
complete -c ${name} -f -a '(${functionOf(name)})'
`;

/** The script for each shell, by the name of the program. */
export const SCRIPTS: Record<Shell, (name: string) => string> = { bash, zsh, fish };
