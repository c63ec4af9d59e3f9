# bash-completion of costrel: commands and options are those that `costrel … --help` names, the rest are files.
_costrel() {
    local word=${COMP_WORDS[COMP_CWORD]} words=() before
    for before in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        [[ $before == [a-z]* ]] || break
        words+=("$before")
    done
    # The argument of a command is none itself: the last command that has a help says what follows.
    local said
    until said=$("${COMP_WORDS[0]}" "${words[@]}" --help 2>/dev/null); do
        [[ ${#words[@]} -gt 0 ]] || return
        unset 'words[-1]'
    done
    local choices
    if [[ $word == -* ]]; then
        choices=$(grep --only-matching --extended-regexp -- '--[a-z-]+' <<<"$said")
    else
        choices=$(sed --quiet '/^subcommands:/I,$ s/^  \([a-z-]*\) .*/\1/p' <<<"$said")
    fi
    mapfile -t COMPREPLY < <(compgen -W "$choices" -- "$word")
}
complete -o default -F _costrel costrel
