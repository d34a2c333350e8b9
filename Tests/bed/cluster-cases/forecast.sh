# The dry run says how long a move takes, within a factor of three, for an idle guest and for one that writes.
# machines: 2
# seconds: 60
# within_three FORECAST-LINE MILLISECONDS: the forecast is no more than three times and no less than a third of what it took.
within_three() {
  awk -v line="$1" -v took="$2" 'BEGIN {
    if (!match(line, /in about [0-9.]+ (ms|s)/)) exit 1
    split(substr(line, RSTART, RLENGTH), words, " ")
    said = words[3] * (words[4] == "s" ? 1000 : 1)
    printf "figure: forecast %.0f ms, took %.0f ms\n", said, took
    exit !(said <= 3 * took && took <= 3 * said)
  }' || fail "the forecast is off: $1, it took $2 ms"
}

bed rate 1 160
bed rate 2 160
for words in idle write=6:1; do
  name=${words%=*}
  guest "$name" hb=0.1 "$words"
  resource "$name"
  expect 0 xvm 1 start "$name"
  up "$name"
  alive "$name"
  expect 0 on 1 xvm_move -n -P "$BED/$name.conf" "$name" node2 | tee "$BED/forecast"
  begin=${EPOCHREALTIME/./}
  expect 0 on 1 xvm_move -P "$BED/$name.conf" "$name" node2
  within_three "$(head -n 1 "$BED/forecast")" $(((${EPOCHREALTIME/./} - begin) / 1000))
  one "$name" 2
done
