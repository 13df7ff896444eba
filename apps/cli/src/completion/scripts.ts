/** The shells ask us for words at each press of the key: so names of objects can be completed, and nothing grows stale. */
export const scripts: Readonly<Record<string, { where: string; script: (name: string) => string }>> = {
  bash: {
    where: 'source <(skerry completion bash)',
    script: (name) => `_${name}_complete() {
  local IFS=$'\\n'
  local line word
  COMPREPLY=()
  while read -r line; do
    word="\${line%%$'\\t'*}"
    [[ -n "$word" ]] && COMPREPLY+=("$word")
  done < <(${name} __complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  if [[ \${#COMPREPLY[@]} -eq 1 && "\${COMPREPLY[0]}" == *= ]]; then compopt -o nospace; fi
}
complete -o default -F _${name}_complete ${name}`,
  },
  zsh: {
    where: 'source <(skerry completion zsh)',
    script: (name) => `#compdef ${name}
_${name}() {
  local -a found open
  local line
  while IFS= read -r line; do
    if [[ "\${line%%$'\t'*}" == *= ]]; then open+=("\${line%%$'\t'*}"); continue; fi
    [[ -n "$line" ]] && found+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done < <(${name} __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  (( \${#open} )) && compadd -S '' -- "\${open[@]}"
  if (( \${#found} )); then _describe '${name}' found; elif (( ! \${#open} )); then _files; fi
}
compdef _${name} ${name}`,
  },
  fish: {
    where: 'skerry completion fish | source',
    script: (name) => `function __${name}_complete
  set -l words (commandline -opc) (commandline -ct)
  ${name} __complete -- $words[2..-1] 2>/dev/null
end
complete -c ${name} -f -a '(__${name}_complete)'`,
  },
};
