# What is foretold of the loss of each node is what happens when its power is cut: guests with and without affinities, important ones
# and those that give way, where there is room for some only, and one of the stock agent. A promise that would be broken is refused, and the failover is not.
# machines: 3
# seconds: 200
for number in 1 2 3; do crm crm_attribute -N "node$number" --utilization -n memory -v 100; done
guests=(db app test gold lead)
for name in "${guests[@]}"; do guest "$name" hb=0.5; done
keep db on:1 Load_factors=memory@30
up db
# Only where db is; never where db is; and two for which there is room on one of two nodes only when each has one of them.
keep app Affinity=++db-rg Load_factors=memory@10
keep test on:2 Affinity=--db-rg Load_factors=memory@40
keep lead nodes:node3,node2 Load_factors=memory@60
up lead
keep gold nodes:node2,node3 Load_factors=memory@60 Favoured_over=lead
for name in app test gold; do up "$name"; done
# A guest of the stock agent beside them, which takes nothing: by itself that agent puts down what its guest takes by names of its own,
# of which no node has any here, so that the cluster would stop it.
guest plain hb=0.5
primitive plain heartbeat:VirtualDomain "$(nvpairs plain "config=$BED/plain.xml" hypervisor=qemu:///system migration_transport=tcp \
  autoset_utilization_{cpu,hv_memory,host_memory}=false)" "$(nvpairs plain-meta allow-migrate=true)" 3
up plain
guests+=(plain)
settled

# foretold NODE: GUEST NODE for each guest when that node is lost, - for none.
foretold() {
  # It ends with 4 where some give way.
  crm xvm_why --lose "$1" --json >"$BED/foretold.json" || [ $? = 4 ]
  awk -F'"' '$2 == "name" { name = $4 } $2 == "then" { print name, $4 == "" ? "-" : $4 }' "$BED/foretold.json" | sort
}
# places: the same as it is, by the hypervisors.
places() {
  local name node
  for name in "${guests[@]}"; do
    node=$(where "$name")
    echo "$name ${node:+node}${node:--}"
  done | sort
}
as_foretold() { places | diff "$BED/foretold" -; }
running() { ! grep -q ' -$' <<<"$(places)"; }

for node in 1 2 3; do
  running || fail "before node$node is lost not all run: $(places)"
  foretold "node$node" >"$BED/foretold"
  cat "$BED/foretold"
  [ "$(wc -l <"$BED/foretold")" = "${#guests[@]}" ] || fail "not all guests are foretold"
  ! grep -q " node$node\$" "$BED/foretold" || fail "a guest is foretold on the node that is lost"
  cat "$BED/foretold.json" >>"$BED/fates"
  bed kill "$node"
  within 60 fenced "$node"
  settled
  within 60 as_foretold
  : >"$BED/power/log"
  bed boot "$node"
  within 60 members 3
  settled
  within 60 running
done

# All of it came to pass: who stays, starts elsewhere, moves while it runs, and gives way.
for fate in stays restarts moves gives-way; do grep -q "\"fate\": \"$fate\"" "$BED/fates" || fail "nobody $fate"; done

# With one node lost all have a place, or give way. A guest with one node alone would break that promise; it is registered by force.
crm xvm_cluster Failures_to_tolerate=1
guest alone hb=0.5
expect 1 keep alone nodes:node1 >"$BED/refused" 2>&1
grep 'without node1, alone would have no place.*\[210318\]' "$BED/refused"
expect 1 crm xvm_why alone
crm xvm_register --framework pacemaker --force -f "$BED/alone.conf"
up alone
# A failover is never refused, whatever was promised.
bed kill 1
within 60 fenced 1
settled
within 60 running
once "${guests[@]}"
