# Sourced by scripts/test-real: a disk with the Debian root, and the kernel that boots from it, in .real/machine.
# shellcheck shell=bash
# shellcheck disable=SC2154  # root: scripts/lib.sh; debian: scripts/real/debian.sh

machine=$root/.real/machine
guest=tests/real/kernel/guest

# The kernel is Debian's. What Debian leaves out of it is built from its own source, outside the tree.
SOURCES='drivers/gpio/gpio-sim.c kernel/irq/irq_sim.c drivers/hwmon/ina2xx.c drivers/power/supply/max17040_battery.c'

build_machine() {
    local made_from
    made_from=$(cat "$debian/made-from" "$root/scripts/real/machine.sh" "$root/$guest"/* | cksum)
    unless_made "$machine" "$made_from" || return 0
    need cpio cpio mke2fs e2fsprogs
    say "building the machine in .real/machine: half a minute …"
    rm -rf "$machine"
    mkdir -p "$machine"
    add_kernel
    "$root/$guest/set-up" "$debian" || die "the guest's own files could not be put in place; the reason stands above"
    pack_initrd
    pack_disk
    printf '%s\n' "$made_from" >"$machine/made-from"
}

# The newest kernel of the suite, into the root: unpacked, since its own installation would make an initrd for any disk.
add_kernel() {
    local made_from
    made_from=$(cksum <"$root/scripts/real/machine.sh")
    unless_made "$debian/usr/src/modules" "$made_from" || return 0
    # shellcheck disable=SC2016,SC2086  # for the shell inside; one word a file
    inside env --chdir=/tmp sources="$SOURCES" sh -euc '
        release=$(apt-cache depends linux-image-amd64 | sed -n "s/.*Depends: linux-image-//p")
        abi=${release%-amd64}
        apt-get -qq download "linux-image-$release" "linux-headers-$release" "linux-headers-$abi-common" \
            "linux-kbuild-$abi" "linux-source-${release%.*}" 2>/dev/null
        rm -rf /boot/* /usr/lib/modules /usr/src/*
        for package in linux-image-* linux-headers-* linux-kbuild-*; do
            dpkg-deb --extract "$package" /
        done
        mkdir -p /usr/src/modules
        dpkg-deb --fsys-tarfile linux-source-* | tar -xO --wildcards "*.tar.xz" |
            tar -xJ -C /usr/src/modules --transform "s,.*/,," --wildcards $(printf "*/%s " $sources)
        cd /usr/src/modules
        # Simulated interrupts are left out as well, and are linked in: without two functions that a module may not call.
        mv gpio-sim.c gpio-sim-main.c
        sed -i -e "/^EXPORT_SYMBOL/d" -e "s/irq_to_desc(irqnum)/irq_data_to_desc(irq_get_irq_data(irqnum))/" \
            -e "s,#include <linux/irq.h>,&\n#include <linux/irqdesc.h>," irq_sim.c
        # As the pin controllers of Raspberry Pi kernels do, if so told: an output that is let go stays driven.
        sed -i -e "s/^static void gpio_sim_free(/static bool persist_gpio_outputs;\nmodule_param(persist_gpio_outputs, bool, 0644);\n\n&/" \
            -e "/void gpio_sim_free(/,/^}/s/__assign_bit(/if (!persist_gpio_outputs || test_bit(offset, chip->direction_map))\n\t\t\t&/" \
            gpio-sim-main.c
        echo "obj-m := gpio-sim.o ina2xx.o max17040_battery.o" >Makefile
        echo "gpio-sim-y := gpio-sim-main.o irq_sim.o" >>Makefile
        make -s -j2 -C "/usr/src/linux-headers-$release" M="$PWD" CONFIG_DEBUG_INFO_BTF_MODULES= modules
        install -D -m 644 -t "/usr/lib/modules/$release/updates" ./*.ko
        depmod "$release"' ||
        die "the kernel could not be put together; the reason stands above"
    printf '%s\n' "$made_from" >"$debian/usr/src/modules/made-from"
}

# What it takes to reach the disk, and no more: with Debian's own a boot would take half a minute longer.
pack_initrd() {
    cp "$debian"/boot/vmlinuz-* "$machine/vmlinuz"
    # shellcheck disable=SC2016  # for the shell inside
    inside env --chdir=/tmp sh -euc '
        mkdir -p initrd/bin initrd/dev initrd/proc initrd/root
        cp /usr/bin/busybox initrd/bin
        cp "/src/$1/init" initrd
        release=$(ls /usr/lib/modules)
        for module in virtio_pci virtio_blk ext4; do
            modprobe --set-version "$release" --show-depends "$module"
        done | awk "\$1 == \"insmod\" && !seen[\$2]++ {print \$2}" | while read -r file; do
            xz -dc "$file" >"initrd/$(basename "$file" .xz)"
            basename "$file" .xz >>initrd/modules
        done
        tar -C initrd -c .' sh "$guest" | tar -x -C "$machine" --one-top-level=initrd
    (cd "$machine/initrd" && find . | cpio --quiet -o -H newc | gzip -1 >../initrd.gz)
    rm -r "$machine/initrd"
}

pack_disk() {
    truncate -s 3G "$machine/disk.ext4"
    mke2fs -q -t ext4 -L unit -d "$debian" "$machine/disk.ext4"
}
